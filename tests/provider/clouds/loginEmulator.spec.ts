import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { alibabaAccess } from "../../../provider/clouds/alibaba/login";
import { huaweiAccess } from "../../../provider/clouds/huawei/login";
import { tencentAccess } from "../../../provider/clouds/tencent/login";
import { isKind } from "../../../provider/errors";
import type { CloudImageEnd, RuleCloud } from "../../../provider/model";
import { openRegistry } from "../../../provider/oci/registry";
import { Session } from "../../../provider/process/session";
import type { RegistryAccessPort } from "../../../provider/registry";
import { TestEnvironment } from "../fakes/environment";
import { alibabaCase } from "./images/alibabaCase";
import type { ImageCase } from "./images/case";
import { huaweiCase } from "./images/huaweiCase";
import { tencentCase } from "./images/tencentCase";

const rows: readonly [ImageCase, (session: Session) => RegistryAccessPort, (emulator: Emulator) => void][] = [
    [alibabaCase, alibabaAccess, (emulator) => emulator.alibaba.closeEndpoint("cri-hub")],
    [tencentCase, tencentAccess, (emulator) => emulator.tencent.closeEndpoint("tcr-gz")],
    [huaweiCase, huaweiAccess, () => undefined],
];
const names: Readonly<Record<RuleCloud, Pick<CloudImageEnd, "namespace" | "repository">>> = {
    alibaba: { namespace: "prod", repository: "api" },
    tencent: { namespace: "prod", repository: "api" },
    huawei: { namespace: "team", repository: "api" },
};

for (const [row, accessOf, close] of rows) {
    describe(`${row.cloud}: a login opens the emulated registry`, () => {
        let environment: TestEnvironment;
        let emulator: Emulator;
        const end: CloudImageEnd = { ...row.source, ...names[row.cloud] };
        const path = `${end.namespace}/${end.repository}`;
        const options = { deadline: Infinity };

        beforeEach(async () => {
            environment = new TestEnvironment();
            emulator = await startEmulator();
        });
        afterEach(async () => {
            await emulator.close();
            environment.restore();
        });

        async function open() {
            const session = Session.from((key) => emulator.config[key]);
            return openRegistry(await accessOf(session).access(end, options), { clock: session.clock });
        }

        it("and the registry holds what the cloud's API says", async () => {
            const registry = await open();
            const tags = (await registry.tags(path, options)) ?? [];
            assert.ok(tags.length > 0);
            for (const tag of tags) {
                const resolved = await registry.resolve(path, tag, options);
                assert.equal(resolved?.digest, row.console.digest(emulator, end, tag), tag);
            }
        });

        if (row.cloud !== "huawei") {
            it("a closed one is an error that says so", async () => {
                close(emulator);
                await assert.rejects(
                    open(),
                    (error) => isKind(error, "unsupported") && /is closed/.test(error.message),
                );
            });
        }
    });
}
