import assert from "node:assert/strict";
import { isKind } from "../../../../provider/errors";
import { maxManifestBytes } from "../../../../provider/oci/copy/manifests/content";
import { digestsUnder, types } from "../fakes/images";
import { cut, sha } from "../fakes/registry";
import { Bench, forever } from "./bench";

const content = "the layer ".repeat(100);
const changed = (bytes: Buffer) => Buffer.from(bytes.toString().replace(/.$/, "?"));
const spoilings: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    "the last byte is another": changed,
    "it ends early": (bytes) => bytes.subarray(0, bytes.length - 70),
    "it goes on": (bytes) => Buffer.concat([bytes, bytes]),
    "it is empty": () => Buffer.alloc(0),
};

describe("copy: bytes", () => {
    for (const [name, spoil] of Object.entries(spoilings)) {
        it(`wrong bytes of a blob are never committed, and asked for twice: ${name}`, async () => {
            const bench = new Bench();
            const layer = bench.build.blob(content);
            const image = bench.build.image([layer]);
            bench.source.corrupt = (digest, bytes) => (digest === layer.digest ? spoil(bytes) : bytes);
            await assert.rejects(bench.copy(image), (error) => {
                return isKind(error, "invalid") && error.message.includes(layer.digest);
            });
            const about = (call: { reference: string }) => call.reference === layer.digest;
            assert.equal(bench.target.calls.filter((each) => about(each) && each.kind === "commit").length, 0);
            assert.equal(bench.source.calls.filter((each) => about(each) && each.kind === "pullBlob").length, 2);
            assert.equal(bench.held(), undefined);
        });
    }

    it("the error tells both digests", async () => {
        const bench = new Bench();
        const layer = bench.build.blob(content);
        bench.source.corrupt = (digest, bytes) => (digest === layer.digest ? changed(bytes) : bytes);
        const found = sha(changed(Buffer.from(content)));
        await assert.rejects(bench.copy(bench.build.image([layer])), (error) => {
            return isKind(error, "invalid") && error.message.includes(layer.digest) && error.message.includes(found);
        });
    });

    it("the source's fault is told, whatever the upload says of its end", async () => {
        const bench = new Bench();
        const push = bench.target.pushBlob.bind(bench.target);
        bench.target.pushBlob = (...all) =>
            push(...all).catch(() => {
                throw cut("unknown");
            });
        bench.source.corrupt = (_, bytes) => changed(bytes);
        await assert.rejects(bench.copy(bench.build.image([content])), (error) => isKind(error, "invalid"));
    });

    it("an upload that fails half-way ends its download", async () => {
        const bench = new Bench();
        const signals: (AbortSignal | undefined)[] = [];
        bench.source.before = ({ kind }, signal) => {
            if (kind === "pullBlob") {
                signals.push(signal);
            }
        };
        let commits = 0;
        bench.target.before = ({ kind }) => {
            if (kind === "commit" && ++commits === 1) {
                throw cut();
            }
        };
        await bench.copy(bench.build.image([content]));
        assert.equal(signals.length, 3);
        assert.ok(signals.every((signal) => signal?.aborted));
    });

    it("bytes that are wrong once are fetched again", async () => {
        const bench = new Bench();
        const spoilt = new Set<string>();
        bench.source.corrupt = (digest, bytes) => {
            const isFirst = !spoilt.has(digest);
            spoilt.add(digest);
            return isFirst ? changed(bytes) : bytes;
        };
        await bench.copy(bench.build.image([content]));
        digestsUnder(bench.target, "mirror/app", "v1");
    });

    it("a blob by sha512, and one without bytes", async () => {
        const bench = new Bench();
        const image = bench.build.image([bench.build.blob(content, types.layer, "sha512"), bench.build.blob("")]);
        await bench.copy(image);
        digestsUnder(bench.target, "mirror/app", "v1");
    });

    it("a size that is not the blob's is refused", async () => {
        const bench = new Bench();
        const layer = { ...bench.build.blob(content), size: content.length + 1 };
        await assert.rejects(bench.copy(bench.build.image([layer])), (error) => isKind(error, "invalid"));
        assert.ok(!bench.streamed().includes(layer.digest));
    });

    it("a stream that is cut begins again, and figures do not shrink", async () => {
        const bench = new Bench();
        let pieces = 0;
        bench.source.before = ({ kind }) => {
            if (kind === "piece" && ++pieces === 7) {
                throw cut();
            }
        };
        const told: number[] = [];
        await bench.copy(bench.build.image([content]), {}, ({ bytes }) => told.push(bytes.done));
        digestsUnder(bench.target, "mirror/app", "v1");
        assert.deepEqual(
            told,
            [...told].sort((one, other) => one - other),
        );
    });

    it("an upload whose answer is lost is found, not repeated", async () => {
        const bench = new Bench();
        let lost = 0;
        bench.target.after = ({ kind }) => {
            if (kind === "pushBlob" && lost++ === 0) {
                throw cut();
            }
        };
        await bench.copy(bench.build.image([content]));
        assert.equal(new Set(bench.streamed()).size, bench.streamed().length);
    });

    it("an upload that is refused at once asks nothing of the source", async () => {
        const bench = new Bench();
        bench.target.before = ({ kind }) => {
            if (kind === "pushBlob") {
                throw cut("unknown");
            }
        };
        await assert.rejects(bench.copy(bench.build.image([content])), (error) => isKind(error, "unknown"));
        assert.equal(bench.source.count("pullBlob"), 0);
    });

    it("a manifest whose bytes are not its digest's is refused, by tag and by digest", async () => {
        const bench = new Bench();
        const child = bench.build.image([content]);
        const root = bench.build.index([child]);
        for (const { digest } of [child, root]) {
            const { manifests } = bench.source.repository("team/app");
            const good = manifests.get(digest) ?? assert.fail();
            manifests.set(digest, { ...good, bytes: Buffer.concat([good.bytes, Buffer.from(" ")]) });
            await assert.rejects(bench.copy(root), (error) => {
                return isKind(error, "invalid") && error.message.includes(digest);
            });
            manifests.set(digest, good);
        }
        assert.ok(!bench.target.writes.some((each) => each.startsWith("manifest ")));
    });

    it("a manifest of more than 4 MiB is refused", async () => {
        const bench = new Bench();
        const image = bench.build.image([], "linux/amd64", { annotations: { filler: "x".repeat(maxManifestBytes) } });
        await assert.rejects(bench.copy(image), (error) => isKind(error, "invalid"));
    });

    it("manifests of more than 64 MiB in all are refused", async () => {
        const bench = new Bench();
        const filler = "x".repeat(maxManifestBytes - 2000);
        const images = Array.from({ length: 17 }, (_, i) =>
            bench.build.image([], "linux/amd64", { annotations: { i: `${i}`, filler } }),
        );
        await assert.rejects(bench.copy(bench.build.index(images)), (error) => isKind(error, "invalid"));
        assert.equal(bench.held(), undefined);
    });
});

const untilAborted = (signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(cut())));

describe("copy: its end", () => {
    const asksOf = (bench: Bench) => bench.source.calls.length + bench.target.calls.length;

    for (const before of ["resolve", "manifest", "hasBlob", "pullBlob", "piece", "commit", "pushManifest"] as const) {
        it(`aborted at ${before}: nothing new begins, streams end, the old tag stays`, async () => {
            const bench = new Bench();
            const old = bench.build.image(["old"]);
            await bench.copy(old);
            const request = bench.request(bench.build.index([bench.build.image([content, "a", "b"])]));
            const abort = new AbortController();
            let asked = Infinity;
            bench.source.before = bench.target.before = ({ kind }) => {
                if (kind === before && !abort.signal.aborted) {
                    abort.abort();
                    asked = asksOf(bench);
                }
            };
            await assert.rejects(bench.copier.copy(request, { ...forever, signal: abort.signal }), (error) => {
                return isKind(error, "transient");
            });
            assert.ok(abort.signal.aborted);
            assert.equal(asksOf(bench), asked);
            assert.equal(bench.target.streams, 0);
            assert.equal(bench.held(), old.digest);
        });
    }

    it("a deadline that has passed: nothing begins", async () => {
        const bench = new Bench();
        const request = bench.request(bench.build.image(["one"]));
        await assert.rejects(bench.copier.copy(request, { deadline: Date.now() - 1 }), (error) => {
            return isKind(error, "transient");
        });
        assert.equal(asksOf(bench), 0);
    });

    it("the deadline ends a stream that stands still, and a copy that waits for it or for a place", async () => {
        const bench = new Bench({}, { copiesAtOnce: 2 });
        const requests = ["v1", "v2", "v3"].map((tag) => bench.request(bench.build.image([content, tag]), { tag }));
        bench.source.before = ({ kind }, signal) => (kind === "piece" ? untilAborted(signal) : undefined);
        const deadline = Date.now() + 200;
        const late = (error: unknown) => isKind(error, "transient") && /no time left/.test(error.message);
        await Promise.all(requests.map((each) => assert.rejects(bench.copier.copy(each, { deadline }), late)));
        assert.equal(bench.target.streams, 0);
        assert.deepEqual(bench.target.writes, []);
    });

    it("a failure ends the other streams of its copy before it is told", async () => {
        const bench = new Bench();
        const bad = bench.build.blob("bad");
        const image = bench.build.image([content, `${content}!`, bad]);
        bench.source.before = ({ kind, reference }) => {
            if (kind === "pullBlob" && reference === bad.digest) {
                throw cut("unknown");
            }
        };
        await assert.rejects(bench.copy(image), (error) => isKind(error, "unknown"));
        const asked = asksOf(bench);
        assert.equal(bench.target.streams, 0);
        await new Promise((resolve) => setTimeout(resolve, 20));
        assert.equal(asksOf(bench), asked);
    });
});
