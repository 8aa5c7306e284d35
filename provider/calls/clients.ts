/** Where a client works: a region, with the credentials of an account. */
export interface Place {
    readonly region: string;
    readonly account?: string;
}

/** One client for each region and account, made when first needed. */
export class Clients<T> {
    private readonly clients = new Map<string, T>();

    constructor(private readonly make: (place: Place) => T) {}

    at(place: Place): T {
        const name = JSON.stringify([place.account, place.region]);
        let client = this.clients.get(name);
        if (client === undefined) {
            client = this.make(place);
            this.clients.set(name, client);
        }
        return client;
    }
}
