import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../../emulator";
import { AlibabaImages } from "../../../../provider/clouds/alibaba/images";
import { TencentImages } from "../../../../provider/clouds/tencent/images";
import { isKind } from "../../../../provider/errors";
import type { RuleEnd } from "../../../../provider/model";
import { Session } from "../../../../provider/process/session";
import type { CallOptions } from "../../../../provider/registry";
import { TestEnvironment } from "../../fakes/environment";

interface Row {
    readonly source: RuleEnd;
    readonly list: (session: Session) => (source: RuleEnd, options: CallOptions) => Promise<string[] | undefined>;
    readonly addNamespace: (emulator: Emulator, name: string) => void;
    readonly add: (emulator: Emulator, namespace: string, name: string) => void;
    readonly action: string;
}

const rows: readonly Row[] = [
    {
        source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "full" },
        list: (session) => {
            const images = new AlibabaImages(session);
            return (...args) => images.repositories(...args);
        },
        addNamespace: ({ alibaba }, name) => void alibaba.addNamespace("cri-hub", name),
        add: ({ alibaba }, namespace, name) => void alibaba.addRepository("cri-hub", namespace, name),
        action: "ListRepository",
    },
    {
        source: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "full" },
        list: (session) => {
            const images = new TencentImages(session);
            return (...args) => images.repositories(...args);
        },
        addNamespace: ({ tencent }, name) => void tencent.addNamespace("tcr-gz", name),
        add: ({ tencent }, namespace, name) => void tencent.addRepository("tcr-gz", `${namespace}/${name}`),
        action: "DescribeRepositories",
    },
];

for (const { source, list, addNamespace, add, action } of rows) {
    describe(`${source.cloud}: the repositories of a namespace`, () => {
        let environment: TestEnvironment;
        let emulator: Emulator;
        let repositories: ReturnType<Row["list"]>;
        const options = () => ({ deadline: Date.now() + 60_000 });

        beforeEach(async () => {
            environment = new TestEnvironment();
            emulator = await startEmulator();
            repositories = list(Session.from((key) => emulator.config[key]));
            addNamespace(emulator, "full");
        });
        afterEach(async () => {
            await emulator.close();
            environment.restore();
        });

        it("all pages, without those of namespaces whose names hold this one", async () => {
            addNamespace(emulator, "full-eu");
            addNamespace(emulator, "not-full");
            add(emulator, "full-eu", "eu");
            add(emulator, "not-full", "other");
            const names = Array.from({ length: 230 }, (_, i) => (i % 3 === 0 ? `team/r${i}` : `r${i}`));
            names.forEach((name) => add(emulator, "full", name));
            const found = await repositories(source, options());
            assert.deepEqual([...(found ?? [])].sort(), [...names].sort());
            assert.ok(emulator.requests.count({ action }) <= 5, "by full pages");
        });

        it("none in a namespace that is empty; undefined in one that is gone", async () => {
            assert.deepEqual(await repositories(source, options()), []);
            assert.equal(await repositories({ ...source, namespace: "gone" }, options()), undefined);
        });

        it("an instance that is gone is an error, and so are a lack of rights and a cloud that fails", async () => {
            const instanceId = `${source.instanceId}-gone`;
            await assert.rejects(repositories({ ...source, instanceId }, options()), (error) =>
                isKind(error, "notFound"),
            );
            emulator.faults.add({ kind: "forbidden", times: Infinity });
            await assert.rejects(repositories(source, options()), (error) => isKind(error, "unauthorized"));
        });

        it("a fault of the moment is overcome", async () => {
            add(emulator, "full", "api");
            emulator.faults.add({ kind: "serverError", action });
            emulator.faults.add({ kind: "throttle", action });
            assert.deepEqual(await repositories(source, options()), ["api"]);
        });
    });
}
