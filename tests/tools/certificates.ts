import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files of a private CA and of a server on 127.0.0.1 that it vouches for. */
export interface Certificates {
    /** For NODE_EXTRA_CA_CERTS, and alone in its folder, as skopeo's `--cert-dir` wants it. */
    readonly ca: string;
    readonly caFolder: string;
    readonly certificate: string;
    readonly key: string;
}

/** Makes them with openssl, valid for a day. */
export function makeCertificates(folder: string): Certificates {
    const caFolder = join(folder, "ca");
    mkdirSync(caFolder);
    const file = (name: string): string => join(folder, name);
    const ca = join(caFolder, "ca.crt");
    const own = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    const names = file("names.cnf");
    writeFileSync(names, "subjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=CA:FALSE\n");
    openssl(
        "req",
        "-x509",
        ...own,
        "-subj",
        "/CN=imagesync tests CA",
        "-days",
        "1",
        "-keyout",
        file("ca.key"),
        "-out",
        ca,
    );
    openssl("req", ...own, "-subj", "/CN=127.0.0.1", "-keyout", file("server.key"), "-out", file("server.csr"));
    openssl(
        ...["x509", "-req", "-in", file("server.csr"), "-CA", ca, "-CAkey", file("ca.key")],
        ...["-set_serial", "2", "-days", "1", "-extfile", names, "-out", file("server.crt")],
    );
    return { ca, caFolder, certificate: file("server.crt"), key: file("server.key") };
}

function openssl(...args: string[]): void {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}
