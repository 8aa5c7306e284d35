"use strict";

const { root } = require("./setup/checkout");
const { endChildrenWithUs } = require("./setup/child");
const { ensureSetup } = require("./setup");
const { lintSteps, runSteps } = require("./testing/steps");

endChildrenWithUs();
ensureSetup()
    .then(() => runSteps(root, lintSteps(root), console.log))
    .then(
        ({ failed }) => {
            process.exitCode = failed > 0 ? 1 : 0;
        },
        (error) => {
            console.error(error.message);
            process.exitCode = 1;
        },
    );
