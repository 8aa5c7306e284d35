"use strict";

const { deploy } = require("./deploy");
const { rulesOf } = require("./show/rules");

/**
 * What somebody could do in a cloud's own console.
 *
 * @typedef {object} Console
 * @property {(rule: import("./show/rules").Rule) => string} change what was changed, in words
 * @property {(rule: import("./show/rules").Rule) => void} remove
 */

/** @type {import("./commands").Command["run"]} */
async function drift(session, options) {
    if (options.length > 0) throw new Error(`drift takes no options: ${options.join(" ")}`);
    const rules = rulesOf(await session.engine.export());
    if (rules.length === 0) throw new Error("there is no rule yet: deploy them with npm start");
    console.log("Somebody works in the clouds' consoles, behind Pulumi's back:");
    tamper(rules, consoles(session.emulator));
    console.log("\nrefresh looks at the clouds, and writes what it finds into the state:");
    const code = await session.engine.refresh([]);
    if (code !== 0) return code;
    console.log("\nup makes it as declared again:");
    return deploy(session, []);
}

/**
 * Changes one rule of each cloud, and removes another.
 *
 * @param {readonly import("./show/rules").Rule[]} rules
 * @param {Record<string, Console>} hands
 */
function tamper(rules, hands) {
    for (const [cloud, hand] of Object.entries(hands)) {
        const [changed, removed] = rules.filter((rule) => rule.cloud === cloud);
        if (changed) console.log(`  ${cloud}: ${changed.name}: ${hand.change(changed)}`);
        if (!removed) continue;
        hand.remove(removed);
        console.log(`  ${cloud}: ${removed.name}: removed`);
    }
}

/**
 * @param {import("./clouds").Emulator} emulator
 * @returns {Record<string, Console>}
 */
function consoles({ alibaba, tencent, huawei }) {
    return {
        alibaba: {
            change: ({ outputs }) => {
                alibaba.changeRule(outputs.ruleId, { tagFilter: "nightly-.*" });
                return "takes the tags nightly-.* instead";
            },
            remove: ({ outputs }) => alibaba.removeRule(outputs.ruleId),
        },
        tencent: {
            change: ({ outputs }) => {
                tencent.changeRule(...tencentKey(outputs), { enabled: false });
                return "switched off";
            },
            remove: ({ outputs }) => tencent.removeRule(...tencentKey(outputs)),
        },
        huawei: {
            change: ({ outputs }) => {
                const [region, path, target] = huaweiKey(outputs);
                const rule = huawei.findRule(region, path, target);
                huawei.changeRule(region, path, target, { override: !rule?.override });
                return `override is ${!rule?.override}`;
            },
            remove: ({ outputs }) => huawei.removeRule(...huaweiKey(outputs)),
        },
    };
}

/**
 * @param {import("./show/rules").Outputs} outputs
 * @returns {[registryId: string, name: string]}
 */
function tencentKey({ source, name = "" }) {
    return [source.instanceId ?? "", name];
}

/**
 * @param {import("./show/rules").Outputs} outputs
 * @returns {[region: string, path: string, target: { remoteRegionId: string, remoteNamespace: string }]}
 */
function huaweiKey({ source, target }) {
    return [
        source.region,
        `${source.namespace}/${source.repository}`,
        { remoteRegionId: target.region, remoteNamespace: target.namespace },
    ];
}

module.exports = { drift };
