import { z } from "zod";
import { TencentError } from "../errors";
import type { TencentRegistry, TencentTag } from "../world";
import { action, registryOf, type Action, type Call } from "./action";
import { isRepositoryName, isTagName } from "./names";

const parameters = z.strictObject({
    RegistryId: z.string(),
    SourceNamespace: z.string(),
    SourceRepo: z.string(),
    SourceReference: z.string(),
    DestinationTag: z.string(),
    DestinationNamespace: z.string().optional(),
    DestinationRepo: z.string().optional(),
    Override: z.boolean().optional(),
});

type Input = z.output<typeof parameters>;

/** Where a copy goes, with the source's names where the request has none. */
interface Destination {
    readonly path: string;
    readonly tag: string;
}

function invalid(message: string): TencentError {
    return new TencentError("InvalidParameter.ErrorTcrInvalidParameter", message);
}

function notFound(what: string): TencentError {
    return new TencentError("ResourceNotFound.TcrResourceNotFound", `${what} does not exist`);
}

function sourceOf(registry: TencentRegistry, input: Input): TencentTag {
    if (!isTagName(input.SourceReference)) {
        throw invalid(`SourceReference "${input.SourceReference}" is not a tag; digests are not supported`);
    }
    const namespace = registry.namespaces.find((each) => each.name === input.SourceNamespace);
    const repository = namespace?.repositories.find((each) => each.name === input.SourceRepo);
    const tag = repository?.tags.find((each) => each.name === input.SourceReference);
    if (tag === undefined) {
        throw notFound(`The image ${input.SourceNamespace}/${input.SourceRepo}:${input.SourceReference}`);
    }
    return tag;
}

function destinationOf(registry: TencentRegistry, input: Input): Destination {
    const namespace = input.DestinationNamespace || input.SourceNamespace;
    const repository = input.DestinationRepo || input.SourceRepo;
    if (!isTagName(input.DestinationTag) || !isRepositoryName(repository)) {
        throw invalid(`"${repository}:${input.DestinationTag}" is not <repository>:<tag>`);
    }
    if (!registry.namespaces.some((each) => each.name === namespace)) {
        throw notFound(`The namespace ${namespace}`);
    }
    return { path: `${namespace}/${repository}`, tag: input.DestinationTag };
}

/** A tag that stands in the way must be one that may be overwritten. */
function checkOverwrite(registry: TencentRegistry, { path, tag }: Destination, override: boolean, call: Call): void {
    if (call.world.isImmutable(registry.id, path, tag)) {
        throw new TencentError("FailedOperation.PreconditionFailed", `The tag ${path}:${tag} is immutable`);
    }
    if (!override) {
        const message = `The tag ${path}:${tag} exists with another digest`;
        throw new TencentError("InternalError.ErrorTcrResourceConflict", message);
    }
}

const duplicateImage = action("write", parameters, (input, call) => {
    const registry = registryOf(input.RegistryId, call);
    const failure = call.world.takeDuplicateFailure(input.SourceReference);
    if (failure !== "") {
        throw new TencentError(failure, "The console has planned this failure");
    }
    const source = sourceOf(registry, input);
    const destination = destinationOf(registry, input);
    const present = call.world.findTag(registry.id, destination.path, destination.tag);
    if (present?.digest === source.digest) {
        return {};
    }
    if (present !== undefined) {
        checkOverwrite(registry, destination, input.Override ?? false, call);
    }
    call.world.pushTag(registry.id, destination.path, destination.tag, source);
    return {};
});

export const duplicateActions: Readonly<Record<string, Action>> = { DuplicateImage: duplicateImage };
