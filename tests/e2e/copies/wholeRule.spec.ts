import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { Project } from "../harness/project";
import { alibabaRules, huaweiRules, repositories, type RuleRow, tags, tencentRules } from "./rules";

/** Everything that the rules of a row take, as `repository:tag`. */
const everything = repositories.flatMap((repository) => tags.map((tag) => `${repository}:${tag}`)).sort();
/** Some of each repository, more of one: it is in the target before. */
const present = everything.filter((image) => /^service-(\d):v\1$|^service-2:v1\d$/.test(image));
const missing = everything.filter((image) => !present.includes(image));

const declaring = `
const { ManualImageSync, RepoSyncRule } = require("pulumi-imagesync");
const { rules, options } = require("./rules.json");
for (const { name, args } of rules) {
    new ManualImageSync(\`\${name}-now\`, { rule: new RepoSyncRule(name, args), ...options });
}
`;

const rows: readonly RuleRow[] = [alibabaRules("manual"), alibabaRules("automatic"), tencentRules, huaweiRules];

describe(`rules over ${repositories.length} repositories of ${tags.length} tags, triggered`, () => {
    let emulator: Emulator;
    let project: Project;

    before(async () => {
        emulator = await startEmulator({ syncSeconds: 1 });
        project = await Project.create(emulator.config);
        for (const row of rows) {
            row.prepare(emulator);
            everything.forEach((image) => row.push(emulator, "source", image));
            row.others.forEach((image) => row.push(emulator, "source", image));
            present.forEach((image) => row.push(emulator, "target", image));
        }
        project.program(declaring);
        declare({});
    });
    after(async () => {
        project?.remove();
        await emulator?.close();
    });

    const declare = (options: object) =>
        project.data("rules.json", { rules: rows.flatMap((row) => row.rules), options });
    const imagesOf = (row: RuleRow) =>
        Object.assign(
            {},
            ...project
                .resources()
                .filter(({ urn }) => row.rules.some(({ name }) => urn.endsWith(`:ManualImageSync::${name}-now`)))
                .map(({ outputs }) => outputs.images),
        ) as Record<string, { status: string; digest: string }>;
    const assertMoved = (images: readonly string[]) => {
        for (const row of rows) {
            assert.deepEqual(row.moved(emulator).sort(), images, row.name);
        }
    };

    it("the first up moves exactly what is missing, by the call that each cloud has for it", async () => {
        assert.ok(present.length > 5 && missing.length > present.length);
        await project.succeeds("up");
        assertMoved(missing);
        for (const row of rows) {
            assert.deepEqual(row.calls(emulator), row.wanted(missing.length), row.name);
            const images = imagesOf(row);
            assert.deepEqual(Object.keys(images).sort(), everything, row.name);
            for (const image of everything) {
                const digest = row.digest(emulator, "source", image);
                assert.match(digest ?? "", /^sha256:\w{64}$/);
                assert.equal(row.digest(emulator, "target", image), digest, `${row.name} ${image}`);
                assert.deepEqual([images[image]?.status, images[image]?.digest], ["synced", digest]);
            }
            for (const image of row.others) {
                assert.equal(row.digest(emulator, "target", image), undefined, `${row.name} ${image}`);
            }
        }
    });

    it("the second moves none, and asks nobody anything", async () => {
        emulator.requests.clear();
        const asked = emulator.registries.requests.count();
        assert.match(await project.succeeds("up"), /17 unchanged/);
        assert.deepEqual(emulator.requests.all(), []);
        assert.equal(emulator.registries.requests.count(), asked);
    });

    it("triggered again, it looks, and moves none", async () => {
        declare({ triggers: ["again"] });
        const output = await project.succeeds("up");
        const lines = output.slice(output.indexOf("Diagnostics:")).match(/\d+ images: .*/g) ?? [];
        const whole = "100 images: 100 already in the target";
        const each = "20 images: 20 already in the target";
        assert.deepEqual(lines.sort(), [whole, whole, whole, each, each, each, each, each], output);
        assertMoved(missing);
    });

    it("maxTags counts the tags of all repositories, before anything is moved", async () => {
        for (const row of rows) {
            row.push(emulator, "source", "service-4:v20");
        }
        const pushed = rows.map((row) => row.moved(emulator).length);
        declare({ triggers: ["once more"], maxTags: 100 });
        const output = await project.fails("up", "--continue-on-error");
        const refused = output.slice(output.indexOf("Diagnostics:")).match(/takes 101 tags, and maxTags is 100/g);
        assert.equal(refused?.length, 3, output);
        assert.deepEqual(
            rows.map((row) => row.moved(emulator).length),
            pushed,
        );
    });
});
