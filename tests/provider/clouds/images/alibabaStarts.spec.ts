import assert from "node:assert/strict";
import { ImageSyncError } from "../../../../provider/errors";
import type { CloudImageSyncSpec, SyncedRule } from "../../../../provider/model";
import { AlibabaFixture, copyOf, errorIn, partner, source, spec, target, ticketIn } from "./alibabaFixture";

describe("alibaba: starting image syncs", () => {
    let world: AlibabaFixture;
    beforeEach(async () => {
        world = await AlibabaFixture.start();
    });
    afterEach(() => world.close());

    const start = (tags: string[], of: CloudImageSyncSpec = spec) =>
        world.adapter.start(
            of,
            tags.map((tag) => copyOf(tag)),
            world.options,
        );
    const errorOf = async (tags: string[], of?: CloudImageSyncSpec) => {
        const [outcome] = (await start(tags, of)).values();
        const error = errorIn(outcome);
        assert.ok(ImageSyncError.is(error), "no error");
        return error;
    };
    const rule = (trigger: "PASSIVE" | "INITIATIVE", tagFilter = ".*"): SyncedRule => {
        const { id } = world.cloud.addRule({
            name: "by-hand",
            instanceId: "cri-hub",
            namespace: "prod",
            repository: "api",
            targetInstanceId: "cri-sg",
            trigger,
            tagFilter,
        });
        return { ruleId: id, trigger: trigger === "PASSIVE" ? "automatic" : "manual", source, target };
    };

    it("one task for each tag, whose tickets name them", async () => {
        const outcomes = await start(["1.4.2", "latest"]);
        const tasks = world.cloud.tasks();
        assert.deepEqual(
            tasks.map(({ id, from, to, override }) => [id, from.tag, to.tag, to.instanceId, override]),
            ["1.4.2", "latest"].map((tag) => [ticketIn(outcomes.get(tag)).taskId, tag, tag, "cri-sg", false]),
        );
        const [one, other] = ["1.4.2", "latest"].map((tag) => ticketIn(outcomes.get(tag)));
        assert.notEqual(one?.key, other?.key);
        assert.equal(one?.place, other?.place);
        assert.equal(one?.startedAt, new Date(world.clock.now()).toISOString());
    });

    it("under another name, to another namespace and repository, over what is there", async () => {
        const of = { ...spec, target: { ...target, namespace: "staging", repository: "copy" }, override: true };
        await world.adapter.start(of, [copyOf("1.4.2", "stable")], world.options);
        const [task] = world.cloud.tasks();
        const { namespace, repository, tag, regionId } = task?.to ?? {};
        assert.deepEqual(
            [namespace, repository, tag, regionId, task?.override],
            ["staging", "copy", "stable", "ap-southeast-1", true],
        );
    });

    it("to another account's instance", async () => {
        await start(["1.4.2"], { ...spec, target: partner });
        const [task] = world.cloud.tasks();
        assert.deepEqual([task?.crossUser, task?.to.instanceId], [true, "cri-partner"]);
    });

    it("by a manual rule", async () => {
        const by = rule("INITIATIVE");
        ticketIn((await start(["1.4.2"], { ...spec, rule: by, priority: 5 })).get("1.4.2"));
        assert.equal(world.cloud.tasks()[0]?.ruleId, by.ruleId);
        assert.deepEqual([world.requests("CreateRepoSyncTaskByRule"), world.requests("CreateRepoSyncTask")], [1, 0]);
    });

    it("the priority reaches the cloud, which refuses one out of range", async () => {
        const error = await errorOf(["1.4.2"], { ...spec, rule: rule("INITIATIVE"), priority: 6 });
        assert.equal(error.code, "InvalidPriority");
    });

    it("an automatic rule's endpoints, without the rule", async () => {
        ticketIn((await start(["1.4.2"], { ...spec, rule: rule("PASSIVE"), priority: 6 })).get("1.4.2"));
        assert.equal(world.cloud.tasks()[0]?.ruleId, "");
    });

    it("some refused, the others started", async () => {
        const outcomes = await start(["gone", "1.4.2", "latest"]);
        assert.match(
            String(errorIn(outcomes.get("gone"))),
            /alibaba CreateRepoSyncTask: tag "gone" not found in cri-hub\/prod\/api \(TAG_NOT_EXIST, request .+\); push it, or fix tags$/,
        );
        assert.equal(world.cloud.tasks().length, 2);
    });

    for (const [what, lost] of [
        ["lost", "answerLost"],
        ["an error after the act", "actThenError"],
        ["cut", "truncated"],
    ] as const) {
        it(`an answer that is ${what} may have made a task`, async () => {
            world.emulator.faults.add({ action: "CreateRepoSyncTask", kind: lost });
            const error = await errorOf(["1.4.2"]);
            assert.deepEqual([error.kind, error.acted], ["transient", "maybe"]);
            assert.deepEqual([world.requests("CreateRepoSyncTask"), world.cloud.tasks().length], [1, 1]);
        });
    }

    it("throttled starts are sent again", async () => {
        world.emulator.faults.add({ action: "CreateRepoSyncTask", kind: "throttle", times: 3 });
        ticketIn((await start(["1.4.2"])).get("1.4.2"));
        assert.equal(world.cloud.tasks().length, 1);
    });

    it("without the right to sync: every copy's outcome, with one request, and what to grant", async () => {
        const of = { ...spec, source: { ...source, account: "alibaba-readonly" } };
        const outcomes = await start(["1.4.2", "latest", "1.4.1"], of);
        for (const outcome of outcomes.values()) {
            assert.match(String(errorIn(outcome)), /\(NoPrivilege, request .+\); grant cr:CreateRepositorySync on the/);
        }
        assert.deepEqual([outcomes.size, world.requests("CreateRepoSyncTask")], [3, 1]);
    });

    it("an instance that is not running: every copy's outcome, with one request", async () => {
        world.cloud.changeInstance("cri-sg", { status: "STOPPED" });
        const outcomes = await start(["1.4.2", "latest", "1.4.1"]);
        assert.match(
            String(errorIn(outcomes.get("1.4.1"))),
            /instance "cri-hub" is not running, or "cri-sg" in ap-southeast-1 \(INSTANCE_STATUS_NOT_SUPPORT/,
        );
        assert.equal(world.requests("CreateRepoSyncTask"), 1);
    });

    it("a source repository that is not there: every copy's outcome", async () => {
        const outcomes = await start(["1.4.2", "latest"], { ...spec, source: { ...source, repository: "nowhere" } });
        for (const outcome of outcomes.values()) {
            assert.match(
                String(errorIn(outcome)),
                /repository "nowhere" not found in cri-hub\/prod \(REPO_NOT_EXIST\)/,
            );
        }
        assert.equal(outcomes.size, 2);
    });

    it("a source that cannot be asked: every copy's outcome, nothing thrown", async () => {
        world.emulator.faults.add({ action: "GetRepository", kind: "forbidden", times: Infinity });
        const outcomes = await start(["1.4.2", "latest"]);
        assert.deepEqual(
            [...outcomes.values()].map((outcome) => (errorIn(outcome) as ImageSyncError).kind),
            ["unauthorized", "unauthorized"],
        );
    });

    it("a repository that was made anew meanwhile is started from under its new id", async () => {
        await start(["1.4.2"]);
        world.cloud.removeRepository("cri-hub", "prod", "api");
        world.cloud.addRepository("cri-hub", "prod", "api");
        world.cloud.pushTag("cri-hub", "prod", "api", "fresh");
        ticketIn((await start(["fresh"])).get("fresh"));
    });

    it("past the deadline nothing is asked", async () => {
        const late = { deadline: world.clock.now() - 1 };
        const outcomes = await world.adapter.start(spec, [copyOf("1.4.2"), copyOf("latest")], late);
        for (const outcome of outcomes.values()) {
            const error = errorIn(outcome) as ImageSyncError;
            assert.deepEqual([error.kind, error.acted], ["transient", "no"]);
        }
        assert.equal(outcomes.size, 2);
        assert.equal(world.emulator.requests.count({}), 0);
    });

    describe("what a user reads", () => {
        const rows: [string, Partial<CloudImageSyncSpec>, RegExp][] = [
            [
                "a missing target namespace",
                { target: { ...target, namespace: "nowhere" } },
                /: namespace "nowhere" not found in cri-sg \(NAMESPACE_NOT_EXIST, .+\); create it or fix target.namespace$/,
            ],
            [
                "a missing target instance",
                { target: { ...target, instanceId: "cri-none" } },
                /: instance "cri-hub" not found in cn-hangzhou, or "cri-none" in ap-southeast-1 \(INSTANCE_NOT_EXIST/,
            ],
            [
                "a target in another account than said",
                { target: { ...partner, accountId: "1000000000000009" } },
                /, or "cri-partner" in cn-shanghai of account 1000000000000009 \(.+\); check .*target\.accountId/,
            ],
            [
                "an image onto itself",
                { target: source },
                /: tag "1.4.2" would be synced onto itself \(SYNC_TARGET_INVALID, .+\); name another target/,
            ],
        ];
        for (const [what, change, message] of rows) {
            it(what, async () => assert.match((await errorOf(["1.4.2"], { ...spec, ...change })).message, message));
        }

        it("a rule that is gone", async () => {
            const by = { ...rule("INITIATIVE"), ruleId: "crsr-gone" };
            const { message } = await errorOf(["1.4.2"], { ...spec, rule: by });
            assert.match(
                message,
                /: rule "crsr-gone" not found in cri-hub \(SYNC_RULE_NOT_EXIST, .+\); run pulumi refresh/,
            );
        });

        it("a rule that turned automatic", async () => {
            const by: SyncedRule = { ...rule("PASSIVE"), trigger: "manual" };
            const { message, kind } = await errorOf(["1.4.2"], { ...spec, rule: by });
            assert.match(message, /is not a manual one \(SYNC_RULE_TRIGGER_NOT_SUPPORT/);
            assert.equal(kind, "unsupported");
        });

        it("a rule that does not take the tag", async () => {
            const { message } = await errorOf(["1.4.2"], { ...spec, rule: rule("INITIATIVE", "v.*") });
            assert.match(message, /does not take tag "1.4.2" of this repository \(SYNC_RULE_NOT_MATCH/);
        });

        it("a rule whose target namespace is gone", async () => {
            const by = rule("INITIATIVE");
            world.cloud.removeNamespace("cri-sg", "prod");
            const { message } = await errorOf(["1.4.2"], { ...spec, rule: by });
            assert.match(message, /: the target namespace of rule "crsr-.+" not found \(NAMESPACE_NOT_EXIST/);
        });
    });
});
