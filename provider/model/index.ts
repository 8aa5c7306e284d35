/** The plain types of both resources: one definition, from which the SDK derives its Inputs. */
export * from "./common";
export * from "./imageEnds";
export * from "./imageSync";
export * from "./rule";
export * from "./syncedImages";
