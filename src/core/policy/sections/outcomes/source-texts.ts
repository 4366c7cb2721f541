/** Values of a list in `data.outcome` as they are written: `01` stays `01`, although YAML reads the number 1. */
export type SourceTexts = (
  values: readonly (string | number | boolean)[] | undefined,
  path: readonly (string | number)[],
) => string[];
