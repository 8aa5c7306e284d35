"use strict";

const CLOUDS = { alibaba: "Alibaba Cloud CR EE", tencent: "Tencent Cloud TCR", huawei: "Huawei Cloud SWR" };

/**
 * The rules as a Mermaid flowchart: a box for each cloud, a node for each registry, an arrow for each rule.
 *
 * @param {readonly import("./rules").Rule[]} rules
 * @returns {string}
 */
function diagram(rules) {
    const nodes = new Map(
        rules.flatMap(({ cloud, from, to }) => [from, to].map(({ registry }) => [`${cloud} ${registry}`, ""])),
    );
    [...nodes.keys()].forEach((key, at) => nodes.set(key, `r${at + 1}`));
    const node = (/** @type {string} */ cloud, /** @type {string} */ registry) => nodes.get(`${cloud} ${registry}`);
    const boxes = Object.entries(CLOUDS).flatMap(([cloud, title]) => {
        const inside = [...nodes].filter(([key]) => key.startsWith(`${cloud} `));
        if (inside.length === 0) return [];
        const drawn = inside.map(([key, id]) => `        ${id}[${quote(key.slice(cloud.length + 1))}]`);
        return [`    subgraph ${cloud}[${quote(title)}]`, ...drawn, "    end"];
    });
    const arrows = rules.map(({ cloud, from, to, filter }) => {
        const label = filter === "all" ? from.path : `${from.path}, ${filter}`;
        return `    ${node(cloud, from.registry)} -->|${quote(label)}| ${node(cloud, to.registry)}`;
    });
    return ["flowchart LR", ...boxes, ...arrows].join("\n");
}

/**
 * A text as Mermaid takes it: what would end or format it becomes an entity.
 *
 * @param {string} text
 */
function quote(text) {
    return `"${text.replace(/[#"<>`]/g, (character) => `#${character.charCodeAt(0)};`)}"`;
}

module.exports = { diagram };
