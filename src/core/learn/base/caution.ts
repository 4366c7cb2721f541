/** Something a person should know of a trained model that does not forbid it. */
export interface Caution {
  readonly kind:
    | 'column-constant'
    | 'column-empty'
    | 'categories-merged'
    | 'column-tells-target'
    | 'few-rows'
    | 'few-by-weight'
    | 'heavy-rows'
    | 'columns-repeat'
    | 'not-settled'
    | 'column-unused'
    | 'missing-unjudged'
    | 'same-for-all';
  readonly column: string | null;
  readonly message: string;
}
