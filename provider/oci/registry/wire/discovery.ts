/** Lets one request find out how a host wants to be asked while the others wait, so that not each is refused once. */
export class Discovery {
    private underWay: Promise<void> | undefined;
    private isOver = false;

    /** Undefined where there is nothing left to find out; else the caller finds out, and tells when it has. */
    async enter(): Promise<(() => void) | undefined> {
        if (this.isOver) {
            return undefined;
        }
        if (this.underWay) {
            await this.underWay;
            return undefined;
        }
        let tell = (): void => undefined;
        this.underWay = new Promise((resolve) => (tell = resolve));
        return () => {
            this.isOver = true;
            tell();
        };
    }
}
