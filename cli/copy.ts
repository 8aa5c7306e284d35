import { setFlagsFromString } from "node:v8";
import { Command, Option } from "commander";
import type { CopyOptions } from "./copying/options";

/**
 * `imagesync copy`: copies images between any two registries, through this machine. Exit code 1 when any tag failed,
 * 130 when it was interrupted.
 * @public Required by main.ts by name, when it is called.
 */
export function copyCommand(): Command {
    return new Command("imagesync copy")
        .description("copy images between any two registries, through this machine; run it again to go on")
        .argument("<from>", "host/namespace/repository[:tag|@digest]; without a tag: all of them")
        .argument("<to>", "the same, without a digest; or in a cloud, see below")
        .addOption(
            new Option("--tags <tags>", "these tags, separated by commas").argParser(listOf).conflicts("tagFilter"),
        )
        .option("--tag-filter <filter>", "tags that match: a glob; for alibaba:// and huawei:// a regular expression")
        .option("--platforms <list>", "of an index these alone: linux/amd64,linux/arm64/v8", listOf)
        .option("--referrers", "signatures, SBOMs and other referrers too")
        .option("--override", "replace a tag of the target that is another image; without it such a tag fails")
        .option("--from-account <name>", "entry of IMAGESYNC_ACCOUNTS to read with")
        .option("--to-account <name>", "entry of IMAGESYNC_ACCOUNTS to write with")
        .option("--json", "print one line of JSON for each image, and one with the summary")
        .addHelpText("after", more)
        .allowExcessArguments(false)
        .action(async (from: string, to: string, options: CopyOptions) => {
            // Undici parses HTTP by a little WebAssembly. It is fast enough as it is, and a process does not end
            // before V8 has optimized what it has begun to.
            setFlagsFromString("--liftoff-only");
            // The client of registries is loaded when it is needed: the help comes at once.
            const { copyImages } = require("./copying") as typeof import("./copying");
            process.exitCode = await copyImages(from, to, options);
        });
}

function listOf(text: string): string[] {
    return text.split(",").map((part) => part.trim());
}

const more = `
Registries in a cloud, logged in to by temporary logins of its own API:
  alibaba://region/instance/namespace/repository[:tag|@digest]
  tencent://region/instance/namespace/repository[:tag|@digest]
  huawei://region/namespace/repository[:tag|@digest]

Credentials: the cloud's own environment variables, profiles and roles; for other registries the
configuration of docker login, else anonymously. IMAGESYNC_ACCOUNTS and IMAGESYNC_ENDPOINTS hold the
same JSON as imagesync:accounts and imagesync:endpoints in a stack's configuration.

Examples:
  imagesync copy harbor.example.com/prod/api:1.4.2 registry.example.com/prod/api
  imagesync copy alibaba://cn-hangzhou/cri-hub/prod/api huawei://ap-southeast-3/prod/api --tags 1.4.2,1.4.3
`;
