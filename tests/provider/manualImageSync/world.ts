import assert from "node:assert/strict";
import type { UpdateResult } from "@pulumi/pulumi/dynamic";
import { ImageSyncLifecycle, type ImageSyncState } from "../../../provider/manualImageSync";
import type { ImageSyncSpec, SyncedImages } from "../../../provider/model";
import { PartialFailure } from "../../../provider/partial";
import { FakeClock } from "../fakes/clock";
import { FakeImageCloud } from "../fakes/imageCloud";
import { KeptMessages } from "../fakes/messages";

export interface World {
    readonly clock: FakeClock;
    readonly cloud: FakeImageCloud;
    readonly messages: KeptMessages;
    readonly life: ImageSyncLifecycle;
}

export function world(): World {
    const clock = new FakeClock(Date.parse("2026-01-01T00:00:00Z"));
    const cloud = new FakeImageCloud(clock);
    const messages = new KeptMessages();
    return { clock, cloud, messages, life: new ImageSyncLifecycle(cloud.capabilities, cloud, clock, messages) };
}

export async function create({ life }: World, spec: ImageSyncSpec): Promise<ImageSyncState> {
    return (await life.create(spec)).outs as ImageSyncState;
}

export async function failing(act: Promise<unknown>): Promise<PartialFailure & { images: SyncedImages }> {
    const error = await act.then(
        () => assert.fail("it succeeded"),
        (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof PartialFailure, String(error));
    return Object.assign(error, { images: error.properties.images as SyncedImages });
}

export async function updated(act: Promise<UpdateResult>): Promise<ImageSyncState> {
    return (await act).outs as ImageSyncState;
}
