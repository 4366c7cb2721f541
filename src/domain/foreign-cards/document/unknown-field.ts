/** A value that was not understood: where it stands, and how it begins. */
export interface UnknownField {
  readonly at: string;
  readonly value: string;
}
