"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { root } = require("../setup/checkout");

/** @typedef {import("./show/rules").Endpoint} Endpoint */
/** @typedef {import("../../provider/oci/registry/port").RegistryAccess} RegistryAccess */

/**
 * Logins to registries of the emulated clouds, in a file as `docker login` and `skopeo login` write it. They are the
 * temporary ones that each cloud's own API gives.
 */
class RegistryLogins {
    /** @type {Map<string, RegistryAccess>} */
    #registries = new Map();

    /**
     * @param {import("./clouds").Emulator} emulator
     * @param {string} file
     */
    constructor({ config }, file) {
        this.file = file;
        // dist/ is there once the set-up has run, not before.
        const { Session } = /** @type {typeof import("../../provider/process/session")} */ (
            require(path.join(root, "dist/provider/process/session"))
        );
        const { clouds } = /** @type {typeof import("../../provider/clouds")} */ (
            require(path.join(root, "dist/provider/clouds"))
        );
        const session = Session.from((key) => config[key]);
        this.ports = Object.fromEntries(Object.entries(clouds).map(([name, { access }]) => [name, access(session)]));
    }

    /**
     * Adds the registry of an endpoint.
     *
     * @param {Endpoint} end
     * @returns {Promise<string>} its host
     */
    async add({ cloud, region, instanceId }) {
        const access = await this.ports[cloud]?.access({ cloud, region, instanceId }, { deadline: Infinity });
        if (!access) throw new Error(`nobody knows how to log in to ${cloud}`);
        this.#registries.set(access.host, access);
        return access.host;
    }

    /** Writes the file with logins that are valid for some time to come. */
    async write() {
        /** @type {Record<string, { auth: string }>} */
        const auths = {};
        for (const [host, access] of this.#registries) {
            const { username, password } = (await access.login(false)) ?? {};
            auths[host] = { auth: Buffer.from(`${username}:${password}`).toString("base64") };
        }
        fs.mkdirSync(path.dirname(this.file), { recursive: true });
        const draft = `${this.file}.tmp`;
        fs.writeFileSync(draft, JSON.stringify({ auths }, null, 4), { mode: 0o600 });
        fs.renameSync(draft, this.file);
    }
}

module.exports = { RegistryLogins };
