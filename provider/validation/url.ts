import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether a URL's hostname surely means this machine. */
export function isLoopback(hostname: string): boolean {
    const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
    const version = isIP(host);
    if (version === 0) {
        return host === "localhost" || host.endsWith(".localhost");
    }
    return loopback.check(host, version === 6 ? "ipv6" : "ipv4");
}
