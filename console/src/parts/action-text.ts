/** A piece of what an alert recommends: words, or the way to the page that shows what the API would be asked for. */
export type ActionPiece =
  | string
  | { readonly page: 'deployment'; readonly deployment: string }
  | { readonly page: 'reactions' };

/** Addresses for which the console has a page: of the series and blocks of a deployment, and of what policies set off. */
const ADDRESSES =
  /GET \/v1\/monitor\/(?:series|blocks)\?deployment=(?<encoded>\S+)|GET \/v1\/monitor, deployment (?<plain>.+)$|GET \/v1\/reactions\b/g;

/**
 * Takes what an alert recommends apart: messages name addresses, as those who get them have no page before them, and here the page is a click away.
 *
 * @example actionPieces('Look: GET /v1/monitor/series?deployment=loans%2Fprod') // ['Look: ', { page: 'deployment', deployment: 'loans/prod' }]
 */
export function actionPieces(action: string): ActionPiece[] {
  const pieces: ActionPiece[] = [];
  let from = 0;
  for (const { 0: whole, index, groups } of action.matchAll(ADDRESSES)) {
    const deployment = groups?.plain ?? decoded(groups?.encoded);
    if (deployment === null) continue;
    if (index > from) pieces.push(action.slice(from, index));
    pieces.push(deployment === undefined ? { page: 'reactions' } : { page: 'deployment', deployment });
    from = index + whole.length;
  }
  if (from < action.length) pieces.push(action.slice(from));
  return pieces;
}

/** Undefined for no text, and null for one that is no part of an address. */
function decoded(text: string | undefined): string | null | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return null;
  }
}
