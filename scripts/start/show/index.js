"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { diagram } = require("./diagram");
const { rulesOf } = require("./rules");
const { table } = require("./table");

/**
 * Prints the rules of the stack as a table and as a picture.
 *
 * @param {import("../session").Session} session
 */
async function show({ engine, folder }) {
    const rules = rulesOf(await engine.export());
    const columns = process.stdout.columns || Infinity;
    console.log(table(["rule", "cloud", "from", "to", "filter", "id"], rules.map(cells), columns));
    if (rules.length === 0) return;
    const picture = `\`\`\`mermaid\n${diagram(rules)}\n\`\`\`\n`;
    const file = path.join(folder, "topology.md");
    fs.writeFileSync(file, picture);
    console.log(`${picture}The picture is in ${file} too; GitHub and most editors draw it.\n`);
}

/** @param {import("./rules").Rule} rule */
function cells({ name, cloud, from, to, filter, id }) {
    return [name, cloud, `${from.registry} ${from.path}`, `${to.registry} ${to.path}`, filter, id];
}

module.exports = { show };
