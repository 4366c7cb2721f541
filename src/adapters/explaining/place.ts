import type { AskerOptions } from '../model-servers/index.js';

/** How endpoints are asked for explanations. */
export interface EndpointOptions extends AskerOptions {
  /** Most rows that an endpoint is asked about for the contributions of one decision. */
  readonly evaluations: number;
}

/** Where decisions are explained, as it is passed to a thread. */
export interface ExplainerPlace {
  /** Folder for files that are there while a version is opened. */
  readonly folder: string;
  /** How endpoints are asked; null where versions behind a network are explained elsewhere. */
  readonly endpoints: EndpointOptions | null;
}
