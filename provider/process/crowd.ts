/**
 * Who is at work in this process and who is about to be: the engine checks and diffs resources well before it acts on
 * them. Lists that are shared wait for company only while some is surely coming.
 */
export class Crowd {
    private readonly expected = new Set<string>();
    private active = 0;
    private most = 0;

    /** An operation on this resource (URN) will follow. */
    expect(urn: string | undefined): void {
        if (urn !== undefined) {
            this.expected.add(urn);
        }
    }

    /** No operation on this resource will follow. */
    dismiss(urn: string | undefined): void {
        this.expected.delete(urn ?? "");
    }

    /** Runs one operation on a resource. */
    async work<T>(urn: string | undefined, act: () => Promise<T>): Promise<T> {
        this.dismiss(urn);
        this.active++;
        this.most = Math.max(this.most, this.active);
        try {
            return await act();
        } finally {
            this.active--;
        }
    }

    /**
     * Whether nobody else can come to the `waiting` ones: everybody at work is among them, and either no one is
     * expected or as many are at work as ever were, so that the engine has no place for another.
     */
    isComplete(waiting: number): boolean {
        return waiting >= this.active && (this.expected.size === 0 || this.active >= Math.max(2, this.most));
    }
}
