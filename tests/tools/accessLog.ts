/** One line of docker-registry's access log. */
export interface LoggedRequest {
    readonly method: string;
    /** With the query. */
    readonly path: string;
    readonly status: number;
    /** Of the answer's body, bytes. */
    readonly bytes: number;
}

/** Apache's combined format: `host - - [time] "METHOD path HTTP/1.1" status bytes "referer" "agent"`. */
const line = /^\S+ \S+ \S+ \[[^\]]*\] "([A-Z]+) (\S+) [^"]*" (\d{3}) (\d+|-)/;

export function readAccessLog(text: string): LoggedRequest[] {
    return text.split("\n").flatMap((entry) => {
        const [, method, path, status, bytes] = line.exec(entry) ?? [];
        return method === undefined || path === undefined
            ? []
            : [{ method, path, status: Number(status), bytes: Number(bytes) || 0 }];
    });
}
