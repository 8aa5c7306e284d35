/** A value of a query parameter; `undefined` leaves it out. */
export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;
