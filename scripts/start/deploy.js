"use strict";

const { show } = require("./show");
const { nextTag } = require("./show/images");

/** @type {import("./commands").Command["run"]} */
async function deploy(session, options) {
    const code = await session.engine.up(options);
    if (code === 0) console.log(whatNext(nextTag(await show(session))));
    return code;
}

/** @param {string} tag that is not released yet */
function whatNext(tag) {
    const release = `npm start -- release ${tag}`.padEnd(28);
    return `What to try next:
  npm start                     again: nothing changes, nothing moves
  ${release}  a new tag in the sources: it alone is synced
  npm start -- drift            somebody changes rules and tags by hand; refresh tells, up repairs
  npm start -- serve            keeps the clouds running; pull the images with skopeo
  npm start -- preview          after a change in examples/topology
  npm start -- destroy          removes every rule; copied images stay
  npm start -- help             all commands`;
}

module.exports = { deploy };
