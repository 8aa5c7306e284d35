"use strict";

const { show } = require("./show");

const NEXT = `What to try next:
  npm start                  again: nothing changes
  npm start -- drift         somebody changes rules by hand; refresh tells, up repairs
  npm start -- preview       after a change in examples/topology/index.ts
  npm start -- destroy       removes every rule
  npm start -- help          all commands`;

/** @type {import("./commands").Command["run"]} */
async function deploy(session, options) {
    const code = await session.engine.up(options);
    if (code === 0) {
        await show(session);
        console.log(NEXT);
    }
    return code;
}

module.exports = { deploy };
