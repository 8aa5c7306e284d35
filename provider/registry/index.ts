/** The port: what the lifecycles ask of a cloud, and what they know of it as data. */
export * from "./access";
export * from "./common";
export * from "./images";
export * from "./rules";
