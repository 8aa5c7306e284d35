import { TencentError } from "./errors";

/** Calls per second and account, as the TCR API pages publish them; DeleteReplicationRule's is not published. */
const perSecond: Readonly<Record<string, number>> = {
    ManageReplication: 20,
    ModifyReplication: 20,
    DeleteReplicationRule: 20,
    DescribeReplicationPolicies: 20,
    DescribeReplicationExecutions: 20,
    DescribeReplicationTasks: 20,
    DescribeReplicationInstances: 20,
    DescribeInstances: 100,
    DescribeExternalEndpointStatus: 20,
    DescribeNamespaces: 100,
    DescribeRepositories: 100,
    DescribeImages: 100,
    DescribeRegions: 20,
    DuplicateImage: 20,
    CreateInstanceToken: 100,
    CreateNamespace: 20,
};

/** Counts calls in whole seconds of the emulated clock. */
export class RateLimits {
    private second = 0;
    private readonly calls = new Map<string, number>();

    /** @throws TencentError RequestLimitExceeded, where this call is one more than `most` */
    take(uin: string, action: string, most: number | "published", now: number): void {
        const limit = most === "published" ? (perSecond[action] ?? Infinity) : most;
        const second = Math.floor(now / 1000);
        if (second !== this.second) {
            this.second = second;
            this.calls.clear();
        }
        const key = `${uin}/${action}`;
        const calls = (this.calls.get(key) ?? 0) + 1;
        this.calls.set(key, calls);
        if (calls > limit) {
            throw new TencentError("RequestLimitExceeded", `${action} may be called ${limit} times a second`);
        }
    }
}
