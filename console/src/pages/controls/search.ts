import type { TableState } from '../../parts/table.js';

/** What of the page stands in its address. */
export interface ControlsSearch extends TableState {
  readonly system?: string | undefined;
  /** A day, YYYY-MM-DD. */
  readonly at?: string | undefined;
  readonly framework?: string | undefined;
  readonly place?: string | undefined;
  readonly status?: string | undefined;
  readonly view?: 'tasks' | 'screen' | 'workshops' | undefined;
  /** The one control that is open. */
  readonly id?: string | undefined;
}
