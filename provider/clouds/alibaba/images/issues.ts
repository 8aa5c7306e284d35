/** What an issue of a failed task means, and what to do about it. */
export interface Issue {
    readonly reason: string;
    /** Whether it is one of the moment. */
    readonly passing?: boolean;
}

/** TaskIssue of GetRepoSyncTask, as documented, and CANCELED, which is a status. */
const issues: Readonly<Record<string, Issue>> = {
    OSS_POLICY_UNAUTHORIZED: {
        reason:
            "Container Registry may not use the OSS bucket that holds an instance's images: open both instances in the console " +
            "and grant what it asks for (the role AliyunContainerRegistryDefaultRole, or the service-linked role of Container " +
            "Registry for OSS), each in the account that owns the instance",
    },
    TAG_CONFLICT: {
        reason:
            "the target has the tag with another image and does not let it go: tags of the target repository are immutable " +
            "(switch that off there, or sync to another tag), or override is false (set override: true)",
    },
    UNSUPPORTED_FORMAT: {
        reason:
            "the image's manifest or config has a format that CR EE cannot sync: build it as a Docker v2 or OCI image " +
            "(docker buildx: --output type=image,oci-mediatypes=true) and push it again",
    },
    INTERNAL_ERROR: {
        reason:
            "a fault inside Container Registry; where it stays, see that the target repository is there, or that its namespace " +
            "makes repositories by itself, and open a ticket with the task's id",
        passing: true,
    },
    NETWORK_ERROR: {
        reason: "the connection between the two instances broke; where it stays, try another time or sync fewer images at once",
        passing: true,
    },
    DATA_LENGTH_EXCEEDED: {
        reason: "the image's manifest or config is larger than CR EE syncs: build it with fewer layers, labels and history entries",
    },
    CANCELED: { reason: "somebody cancelled the task: run again to sync the image after all" },
};

/** The issue by CR EE's word for it; undefined for one that is not documented. */
export function issueOf(word: string | undefined): Issue | undefined {
    return word !== undefined && Object.hasOwn(issues, word) ? issues[word] : undefined;
}
