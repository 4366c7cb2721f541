import type { UnknownField } from './unknown-field.js';

/** A measured value that a document names. A value that is no number stays the text that it was. */
export interface ForeignMetric {
  readonly metric: string;
  readonly value: number | string;
  /** The part of the data that it is about; null: all of it, or not said. */
  readonly slice: string | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface ForeignDataset {
  readonly name: string;
  readonly version: string | null;
  /** SHA-256 of its bytes, where the document names one. */
  readonly digest: string | null;
  readonly role: string | null;
}

/** What a document of another program says of a model. All of it is what somebody said: nothing here was seen by the service. */
export interface ForeignCard {
  readonly name: string | null;
  readonly version: string | null;
  /** SHA-256 of the bytes of the model, where the document names one. */
  readonly digest: string | null;
  /** Who wrote it, by its own words. */
  readonly authors: readonly string[];
  readonly description: string | null;
  readonly licences: readonly string[];
  readonly intendedUse: readonly string[];
  readonly limitations: readonly string[];
  /** Models that this one was made of. */
  readonly madeOf: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly datasets: readonly ForeignDataset[];
  readonly metrics: readonly ForeignMetric[];
}

/** A document as it was read. */
export interface ReadCard {
  readonly said: ForeignCard;
  readonly unknown: readonly UnknownField[];
  /** How many there were beyond the bounds; they stand in the document alone. */
  readonly cut: { readonly unknown: number; readonly listed: number; readonly texts: number };
}
