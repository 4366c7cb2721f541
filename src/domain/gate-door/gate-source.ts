import { GateView } from '../../core/gates/index.js';
import { GateCounts } from './counts.js';

const NONE = new GateView();

/**
 * Where the taking in of decisions finds the gates, and counts what came of records at them. Until a room gives it some, there are none. The
 * room is made after the decisions are, so that it comes to them this way.
 */
export class GateSource {
  readonly counts = new GateCounts();
  #current: () => GateView | Promise<GateView> = () => NONE;

  /** Has the gates come from here from now on. A source that cannot say what they are throws, and no decision is taken. */
  follow(current: () => GateView | Promise<GateView>): void {
    this.#current = current;
  }

  current(): GateView | Promise<GateView> {
    return this.#current();
  }
}
