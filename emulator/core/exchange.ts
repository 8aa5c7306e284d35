import type { Clock, CloudRequest, CloudResponse, ErrorFault, Fault } from "../types";
import type { FaultPlan } from "./faults";
import type { RequestLog } from "./requestLog";
import type { RunningCloud } from "./runningCloud";

/** How a request ends on the wire. */
export type Outcome =
    | { readonly kind: "answer"; readonly response: CloudResponse; readonly delayMillis?: number }
    | { readonly kind: "truncate"; readonly response: CloudResponse }
    | { readonly kind: "reset" }
    | { readonly kind: "hang" };

const HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
const DEFAULT_LATENCY_MILLIS = 1000;

/** Takes requests through fault injection and the log to their cloud. */
export class Exchange {
    constructor(
        private readonly clouds: readonly RunningCloud[],
        private readonly faults: FaultPlan,
        private readonly log: RequestLog,
        private readonly clock: Clock,
    ) {}

    /** Decides one request; `undefined` where no cloud speaks its protocol. */
    run(request: CloudRequest): Outcome | undefined {
        const cloud = this.clouds.find(({ emulator }) => emulator.accepts(request));
        if (cloud === undefined) {
            return undefined;
        }
        const { emulator } = cloud;
        const action = emulator.actionOf(request);
        const fault = this.faults.take(emulator.name, action, emulator.isRead(action));
        const { method, path } = request;
        const at = this.clock.now();
        const answered = this.log.begin({ cloud: emulator.name, action, method, path, at, fault: fault?.kind });
        const outcome = decide(cloud, request, fault);
        if (outcome.kind === "answer") {
            answered(outcome.response.status);
        }
        return outcome;
    }
}

function decide(cloud: RunningCloud, request: CloudRequest, fault: Fault | undefined): Outcome {
    const act = (): CloudResponse => cloud.handle(request);
    if (fault === undefined) {
        return { kind: "answer", response: act() };
    }
    switch (fault.kind) {
        case "latency":
            return { kind: "answer", response: act(), delayMillis: fault.millis ?? DEFAULT_LATENCY_MILLIS };
        case "reset":
            return { kind: "reset" };
        case "answerLost":
            act();
            return { kind: "reset" };
        case "truncated":
            return { kind: "truncate", response: act() };
        case "html":
        case "html200":
            return { kind: "answer", response: html(fault.kind === "html" ? 502 : 200) };
        case "stale":
            return { kind: "answer", response: cloud.handleStale(request, fault.millis) };
        case "hang":
            return { kind: "hang" };
        case "actThenError":
            act();
            return errorAnswer(cloud, "serverError", request);
        default:
            return errorAnswer(cloud, fault.kind, request);
    }
}

function errorAnswer(cloud: RunningCloud, kind: ErrorFault, request: CloudRequest): Outcome {
    return { kind: "answer", response: cloud.emulator.errorAnswer(kind, request) };
}

function html(status: number): CloudResponse {
    return { status, headers: { "content-type": "text/html" }, body: HTML };
}
