import type { Keys } from "../../credentials";
import { fromEnvironment } from "../../credentials";
import { ImageSyncError } from "../../errors";
import { exchange, json } from "../../calls/http";
import { isRecord } from "../../calls/answers";
import { valueAt } from "../../paths";
import type { Session } from "../../process/session";
import { signedRequest } from "./wire";
import { huaweiError } from "./errors";

/** The project of a region: what a signed request to a regional service is made for. Looked up once per key and region. */
export class Projects {
    private static readonly known = new WeakMap<Session, Map<string, Promise<string>>>();

    constructor(private readonly session: Session) {}

    /**
     * The project id for a region: the configured one where it is that region's, else what IAM lists under the
     * region's name, as the SDK does.
     * @throws ImageSyncError when no project is configured, and IAM cannot be asked or has none.
     */
    of(region: string, keys: Keys): Promise<string> {
        let known = Projects.known.get(this.session);
        if (!known) {
            known = new Map();
            Projects.known.set(this.session, known);
        }
        const name = `${keys.id}/${region}`;
        let project = known.get(name);
        if (!project) {
            project = this.find(region, keys);
            known.set(name, project);
            project.catch(() => known.delete(name));
        }
        return project;
    }

    private async find(region: string, keys: Keys): Promise<string> {
        const { cloud } = this.session.settings;
        const configured = keys.projectId ?? cloud("huaweicloud:projectId") ?? fromEnvironment(...projectVariables);
        const home = cloud("huaweicloud:region") ?? fromEnvironment(...regionVariables);
        if (configured && home === region) {
            return configured;
        }
        // Where nobody says which region a configured project belongs to, it is the best there is without IAM's word.
        const fallback = home === undefined ? configured : undefined;
        try {
            const project = (await this.lookUp(region, keys)) ?? fallback;
            if (project) {
                return project;
            }
        } catch (error) {
            if (fallback && ImageSyncError.is(error)) {
                return fallback;
            }
            throw error;
        }
        // A request without a project would go to the gateway's default region, silently.
        throw new ImageSyncError({
            kind: "invalid",
            cloud: "huawei",
            action: "KeystoneListProjects",
            problem: `this account has no project for region ${JSON.stringify(region)}`,
            advice: "check the region's spelling, or set huaweicloud:projectId",
        });
    }

    /** KeystoneListProjects of IAM: GET /v3/projects?name=<region>. */
    private async lookUp(region: string, keys: Keys): Promise<string | undefined> {
        const { endpoints } = this.session.settings;
        const name = endpoints.huaweiIam || !endpoints.huawei ? "huaweiIam" : "huawei";
        const host = this.session.endpoint(name, region, "https://iam.{region}.myhuaweicloud.com");
        const call = { method: "GET", operation: "KeystoneListProjects", object: "the project" } as const;
        const request = signedRequest(`${host}/v3/projects?name=${encodeURIComponent(region)}`, call, keys, undefined);
        const answer = await exchange(request);
        const body = json(request, answer);
        if (answer.status !== 200) {
            throw huaweiError({ ...call, path: "/v3/projects" }, region, answer, body);
        }
        const projects = valueAt(body, "projects");
        const project = (Array.isArray(projects) ? projects.filter(isRecord) : []).find((row) => row.name === region);
        return typeof project?.id === "string" ? project.id : undefined;
    }
}

const projectVariables = ["HUAWEICLOUD_SDK_PROJECT_ID", "CLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID"] as const;
const regionVariables = ["HUAWEICLOUD_SDK_REGION_ID", "HW_REGION_NAME"] as const;
