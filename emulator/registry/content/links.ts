/** What one repository holds, by digest. */
export interface Holdings {
    readonly manifests: Set<string>;
    readonly blobs: Set<string>;
}

/** Which repository holds which manifests and blobs; the bytes are shared by all. */
export class Links {
    private readonly holdings = new Map<string, Holdings>();

    /** What a repository holds, to look at and to change; nothing at first. */
    of(repositoryId: string): Holdings {
        const present = this.holdings.get(repositoryId);
        if (present !== undefined) {
            return present;
        }
        const none: Holdings = { manifests: new Set(), blobs: new Set() };
        this.holdings.set(repositoryId, none);
        return none;
    }

    save(): Record<string, { manifests: string[]; blobs: string[] }> {
        const entries = [...this.holdings].map(
            ([id, { manifests, blobs }]) =>
                [id, { manifests: [...manifests], blobs: [...blobs] }] satisfies [string, unknown],
        );
        return Object.fromEntries(entries);
    }

    load(saved: Readonly<Record<string, { manifests: string[]; blobs: string[] }>>): void {
        this.holdings.clear();
        for (const [id, { manifests, blobs }] of Object.entries(saved)) {
            this.holdings.set(id, { manifests: new Set(manifests), blobs: new Set(blobs) });
        }
    }
}
