import { RuleView } from './rule-view.js';

const NONE = new RuleView();

/**
 * Where the taking in of decisions finds the rules that deployments decide by. Until a room gives it some, there are none. The room is made after
 * the decisions are, so that it comes to them this way.
 */
export class RuleSource {
  #current: () => RuleView | Promise<RuleView> = () => NONE;

  /** Has the rules come from here from now on. A source that cannot say what they are throws, and no decision is taken. */
  follow(current: () => RuleView | Promise<RuleView>): void {
    this.#current = current;
  }

  current(): RuleView | Promise<RuleView> {
    return this.#current();
  }
}
