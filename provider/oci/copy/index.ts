export { newCopier, type CopierOptions } from "./copier";
export type { Copied, Copier, CopyProgress, CopyRequest, Place, Selection } from "./port";
