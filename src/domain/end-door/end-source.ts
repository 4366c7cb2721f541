/** The moment (ms) from which no decision of a system is taken, by system; -Infinity where none is taken any more, whenever it was made. */
export type EndView = ReadonlyMap<string, number>;

const NONE: EndView = new Map();

/**
 * Where the taking in of decisions finds the ends of systems. Until a room gives it some, there are none. The room is made after the decisions are, so
 * that it comes to them this way.
 */
export class EndSource {
  #current: () => EndView | Promise<EndView> = () => NONE;

  /** Has the ends come from here from now on. A source that cannot say what they are throws, and no decision is taken. */
  follow(current: () => EndView | Promise<EndView>): void {
    this.#current = current;
  }

  current(): EndView | Promise<EndView> {
    return this.#current();
  }
}
