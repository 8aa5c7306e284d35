import { createHash } from "node:crypto";
import { otherDomainId, ownerDomainId } from "../credentials";

/** The regions that SWR's documents name for image synchronisation. */
export const syncRegions = [
    "cn-north-1",
    "cn-north-4",
    "cn-east-2",
    "cn-east-3",
    "cn-south-1",
    "ap-southeast-1",
    "ap-southeast-3",
];

/** An account, with its project in each region. */
export interface HuaweiAccount {
    readonly domainId: string;
    readonly domainName: string;
    readonly projects: readonly HuaweiProject[];
}

/** IAM's unit of a region: the basic edition of SWR tells the region of a request by it. */
export interface HuaweiProject {
    readonly id: string;
    readonly region: string;
}

function accountOf(domainId: string, domainName: string): HuaweiAccount {
    const projectId = (region: string): string =>
        createHash("sha256").update(`${domainId}/${region}`).digest("hex").slice(0, 32);
    return { domainId, domainName, projects: syncRegions.map((region) => ({ id: projectId(region), region })) };
}

const accounts: readonly HuaweiAccount[] = [
    accountOf(ownerDomainId, "emulator-owner"),
    accountOf(otherDomainId, "emulator-other"),
];

/** The account of a domain that is known to exist. */
export function accountByDomain(domainId: string): HuaweiAccount {
    const account = accounts.find((each) => each.domainId === domainId);
    if (account === undefined) {
        throw new Error(`unknown Huawei domain ${domainId}`);
    }
    return account;
}
