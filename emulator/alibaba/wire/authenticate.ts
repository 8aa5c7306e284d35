import type { Clock } from "../../types";
import { type AlibabaCredential, credentialOf } from "../accounts";
import { GatewayError, invalid, missing } from "./answers";
import type { ApiCall } from "./apiCall";
import {
    equalSignatures,
    headerSignature,
    headerStringToSign,
    parameterSignature,
    parameterStringToSign,
    sha256,
} from "./signature";

/** How far a request's time may be from the cloud's. */
const MAX_SKEW_MILLIS = 15 * 60_000;

/** The headers that must be signed where they are sent; others may be. */
const MUST_BE_SIGNED = [
    "host",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
    "x-acs-security-token",
];

/** What both schemes prove. */
interface Proof {
    readonly accessKey: string;
    readonly securityToken: string | undefined;
    readonly date: string;
    readonly nonce: string;
    readonly signature: string;
    readonly stringToSign: string;
    readonly sign: (stringToSign: string, secretKey: string) => string;
}

/** Finds out who calls. */
export class Authenticator {
    /** Nonces that were used, with the time after which their request is too old anyway. */
    private readonly nonces = new Map<string, number>();

    /** @param isDisabled - Whether an access key is switched off. */
    constructor(
        private readonly clock: Clock,
        private readonly isDisabled: (accessKey: string) => boolean,
    ) {}

    /** @throws GatewayError for whoever cannot prove it. */
    authenticate(call: ApiCall): AlibabaCredential {
        const proof = call.style === "headers" ? headerProof(call) : parameterProof(call);
        this.checkDate(proof.date);
        const credential = credentialOf(proof.accessKey);
        if (credential === undefined) {
            throw new GatewayError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
        }
        if (this.isDisabled(proof.accessKey)) {
            throw new GatewayError(400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.");
        }
        checkToken(credential, proof.securityToken);
        if (!equalSignatures(proof.signature, proof.sign(proof.stringToSign, credential.secretKey))) {
            throw new GatewayError(
                400,
                "SignatureDoesNotMatch",
                `Specified signature does not match our calculation. server string to sign is:${proof.stringToSign}`,
            );
        }
        this.checkNonce(proof.nonce);
        return credential;
    }

    private checkDate(date: string): void {
        if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) || Number.isNaN(Date.parse(date))) {
            throw new GatewayError(
                400,
                "InvalidTimeStamp.Format",
                "Specified time stamp or date value is not well formatted.",
            );
        }
        if (Math.abs(Date.parse(date) - this.clock.now()) > MAX_SKEW_MILLIS) {
            throw new GatewayError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
        }
    }

    private checkNonce(nonce: string): void {
        const now = this.clock.now();
        for (const [used, until] of this.nonces) {
            if (until > now) {
                break;
            }
            this.nonces.delete(used);
        }
        if (this.nonces.has(nonce)) {
            throw new GatewayError(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
        }
        this.nonces.set(nonce, now + 2 * MAX_SKEW_MILLIS);
    }
}

function headerProof(call: ApiCall): Proof {
    const { request, query } = call;
    const given = (name: string, label: string): string => mandatory(label, request.headers[name]);
    const match = /^ACS3-HMAC-SHA256 Credential=([^,]*),\s*SignedHeaders=([^,]*),\s*Signature=([^,]*)$/.exec(
        given("authorization", "AccessKeyId"),
    );
    if (match === null) {
        throw new GatewayError(400, "IncompleteSignature", "The request signature does not conform to the standards.");
    }
    const [, accessKey = "", headers = "", signature = ""] = match;
    const signedHeaders = headers.split(";");
    const unsigned = MUST_BE_SIGNED.find(
        (name) => request.headers[name] !== undefined && !signedHeaders.includes(name),
    );
    if (unsigned !== undefined || given("x-acs-content-sha256", "ContentSha256") !== sha256(request.body)) {
        throw new GatewayError(
            400,
            "SignatureDoesNotMatch",
            `Specified signature does not match our calculation: ${unsigned ?? "the hash of the body"}`,
        );
    }
    return {
        accessKey,
        securityToken: request.headers["x-acs-security-token"],
        date: given("x-acs-date", "Timestamp"),
        nonce: given("x-acs-signature-nonce", "SignatureNonce"),
        signature,
        stringToSign: headerStringToSign(request, query, signedHeaders),
        sign: headerSignature,
    };
}

function parameterProof(call: ApiCall): Proof {
    const parameters = new Map([...call.query, ...call.form]);
    const given = (name: string): string => mandatory(name, parameters.get(name));
    const accessKey = given("AccessKeyId");
    if (given("SignatureMethod") !== "HMAC-SHA1") {
        throw invalid("SignatureMethod");
    }
    if (given("SignatureVersion") !== "1.0") {
        throw invalid("SignatureVersion");
    }
    return {
        accessKey,
        securityToken: parameters.get("SecurityToken"),
        date: given("Timestamp"),
        nonce: given("SignatureNonce"),
        signature: given("Signature"),
        stringToSign: parameterStringToSign(call),
        sign: parameterSignature,
    };
}

function checkToken(credential: AlibabaCredential, given: string | undefined): void {
    if (credential.securityToken !== undefined && !given) {
        throw missing("SecurityToken");
    }
    if ((given ?? "") !== (credential.securityToken ?? "")) {
        throw new GatewayError(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.");
    }
}

function mandatory(name: string, value: string | undefined): string {
    if (value === undefined || value === "") {
        throw missing(name);
    }
    return value;
}
