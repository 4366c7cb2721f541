/** Commands that do what a request of the API does, which refusals of the service name. The more particular stands first. */
const COMMANDS: readonly (readonly [request: RegExp, command: string])[] = [
  [/\bPOST \/v1\/stops\/([\w-]+)\/drill-end\b/g, 'tribune stop list --end-drill $1'],
  [/\bGET \/v1\/stops\/([\w-]+) names those of this one\b/g, 'tribune stop list names the proposals of each'],
  [/\bGET \/v1\/stops\/([\w-]+) says how\b/g, 'tribune stop list --ended says how'],
  [/\bGET \/v1\/stops\b/g, 'tribune stop list --ended'],
  [/\bGET \/v1\/canaries\/[\w-]+/g, 'tribune canary status --ended'],
  [/\bGET \/v1\/canaries\b/g, 'tribune canary status --ended'],
  [/\bPOST \/v1\/incidents\/([\w-]+)\/close\b/g, 'tribune incident close $1'],
  [/\bGET \/v1\/incidents\/([\w-]+)/g, 'tribune incident show $1'],
  [/\bGET \/v1\/reactions\/([\w-]+)\/rows\b/g, 'tribune training fetch $1'],
  [/\bGET \/v1\/incidents\b/g, 'tribune incident list --all'],
  [/\bGET \/v1\/alerts\b(?!\/)/g, 'tribune alerts list --all'],
  [/\bGET \/v1\/monitor\b(?!\/)/g, 'tribune monitor status'],
  [/\bPOST \/v1\/monitor\/watches\b/g, 'tribune monitor watch'],
];

/**
 * What a refusal of the service says to do, with the command where there is one: whoever is at a terminal writes no requests.
 *
 * @example
 * terminalRemedy('GET /v1/stops lists them.'); // 'tribune stop list --ended lists them.'
 */
export const terminalRemedy = (remedy: string): string =>
  COMMANDS.reduce((text, [request, command]) => text.replace(request, command), remedy);
