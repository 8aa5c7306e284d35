import assert from "node:assert/strict";
import { UsageError } from "../../../cli/copying/options";
import { parseReference, shownReference } from "../../../cli/copying/reference";
import { checkTags } from "../../../cli/copying/tags";

const digest = `sha256:${"0a".repeat(32)}`;

describe("references of imagesync copy", () => {
    const good: [string, object][] = [
        ["harbor.example.com/prod/api", { end: { cloud: "generic", host: "harbor.example.com" }, path: "prod/api" }],
        ["docker://harbor.example.com/api:1.0", { end: { cloud: "generic" }, path: "api", tag: "1.0" }],
        ["localhost/api", { end: { host: "localhost" }, path: "api" }],
        ["localhost:5000/a/b/c:v1", { end: { host: "localhost:5000" }, path: "a/b/c", tag: "v1" }],
        ["[::1]:5000/api", { end: { host: "[::1]:5000" }, path: "api" }],
        [`docker.io/library/nginx@${digest}`, { path: "library/nginx", digest }],
        [`docker.io/library/nginx:1@${digest}`, { tag: "1", digest }],
        [
            "alibaba://cn-hangzhou/cri-hub/prod/api:1.4.2",
            {
                end: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub" },
                path: "prod/api",
                tag: "1.4.2",
            },
        ],
        [
            "tencent://ap-guangzhou/tcr-gz/prod/a/b",
            { end: { cloud: "tencent", instanceId: "tcr-gz", namespace: "prod", repository: "a/b" }, path: "prod/a/b" },
        ],
        [
            "huawei://cn-north-4/team/api",
            { end: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" }, path: "team/api" },
        ],
    ];
    for (const [text, expected] of good) {
        it(`${text} is read`, () => {
            const parsed = parseReference(text);
            assert.deepEqual(
                { ...parsed, ...expected, end: { ...parsed.end, ...(expected as typeof parsed).end } },
                parsed,
            );
            assert.equal(parsed.end.account, undefined);
        });
    }

    const bad: [string, RegExp][] = [
        ["nginx:1.0", /"nginx:1.0" is not a host|repository is missing/],
        ["library/nginx", /"library" is not a host name.*docker.io\/library\/nginx/],
        ["harbor.example.com", /the repository is missing/],
        ["harbor.example.com/", /is not a part of a repository's name/],
        ["harbor.example.com/a//b", /"" is not a part/],
        ["harbor.example.com/../b", /"\.\." is not a part/],
        ["harbor.example.com/Api", /"Api" is not a part.*lower-case/],
        ["harbor.example.com/api:", /"" is not a tag/],
        ["harbor.example.com/api:-x", /"-x" is not a tag/],
        ["harbor.example.com/api@sha256:12", /is not a digest/],
        ["https://harbor.example.com/api", /https:\/\/ is no registry; allowed: alibaba:\/\//],
        ["toString://harbor.example.com/api", /toString:\/\/ is no registry/],
        ["alibaba://cn-hangzhou/cri-hub/prod", /the repository is missing; allowed: alibaba:\/\/region/],
        ["alibaba://cn-hangzhou", /a part is missing; allowed: alibaba:\/\/region\/instance/],
        ["huawei://cn-north-4/team", /the repository is missing; allowed: huawei:\/\/region\/namespace/],
    ];
    for (const [text, message] of bad) {
        it(`${text} is refused with its form`, () => {
            assert.throws(
                () => parseReference(text),
                (error: unknown) => {
                    assert.ok(error instanceof UsageError);
                    assert.match(error.message, message);
                    return true;
                },
            );
        });
    }

    it("is shown as it was written, an account aside", () => {
        for (const text of ["alibaba://cn-hangzhou/cri-hub/prod/api", "huawei://cn-north-4/team/a/b", "a.example/b"]) {
            assert.equal(shownReference(parseReference(text, "mine")), text);
            assert.equal(shownReference(parseReference(text), "v1"), `${text}:v1`);
            assert.equal(shownReference(parseReference(text), digest), `${text}@${digest}`);
        }
        assert.equal(parseReference("a.example/b", "mine").end.account, "mine");
    });
});

describe("tags of imagesync copy", () => {
    const check = (from: string, to: string, options: object = {}) =>
        checkTags(parseReference(from), parseReference(to), options);
    const [plain, tagged] = ["a.example/x", "a.example/x:1"];
    const exact = `a.example/x@${digest}`;

    it("what goes together passes", () => {
        check(plain, plain);
        check(tagged, plain);
        check(tagged, "b.example/y:2");
        check(exact, tagged);
        check(`${tagged}@${digest}`, plain);
        check(plain, plain, { tags: ["1", "2"] });
        check(plain, plain, { tagFilter: "v1.*" });
        check("alibaba://cn-hangzhou/cri-hub/prod/api", plain, { tagFilter: "v\\d+" });
    });

    const wrong: [string, string, string, object, RegExp][] = [
        ["a digest in the target", tagged, exact, {}, /<to> has a digest/],
        ["a tag and --tags", tagged, plain, { tags: ["2"] }, /<from> names 1 already/],
        ["a digest and --tag-filter", exact, tagged, { tagFilter: "*" }, /<from> names sha256:/],
        ["one tag for many", plain, tagged, {}, /<to> has a tag, but <from> has none/],
        ["a digest without a tag", exact, plain, {}, /<to> needs a tag/],
        ["a tag that is none", plain, plain, { tags: ["a", "b/c"] }, /--tags: "b\/c" is not a tag/],
        ["an empty tag", plain, plain, { tags: [""] }, /--tags: "" is not a tag/],
        ["a glob that cannot be", plain, plain, { tagFilter: "v[1" }, /--tag-filter: "v\[1"/],
        [
            "a regular expression that cannot be",
            "huawei://cn-north-4/team/api",
            plain,
            { tagFilter: "v(1" },
            /--tag-filter: "v\(1"/,
        ],
    ];
    for (const [what, from, to, options, message] of wrong) {
        it(`${what} is refused`, () => assert.throws(() => check(from, to, options), message));
    }
});
