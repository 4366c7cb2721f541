/** A word quoted for a POSIX shell. */
const quoted = (word: string): string => (/^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** The commands that pages teach. Each works as it stands, with a key in TRIBUNE_API_KEY; a test holds them against the command line. */
export const applyCommand = (service: string): string => `npx tribune admin apply registry.yaml --server ${service}`;

export const watchCommand = (service: string, deployment: string): string =>
  `npx tribune monitor watch ${quoted(deployment)} --policy policy.yaml --server ${service}`;

export const drillCommand = (service: string): string =>
  `npx tribune stop --all --drill --reason 'drill of the month' --server ${service}`;

export const incidentCommand = (service: string): string =>
  `npx tribune incident open loans/prod --title 'women are refused' --severity major --server ${service}`;

export const planCommand = (service: string): string =>
  `npx tribune incident plan incident-plan.yaml --server ${service}`;

export const auditCommand = (service: string): string =>
  `npx tribune audit --service ${service} --deployment loans/prod --policy policy.yaml`;

export const verifyCommand = (service: string, { log, key }: { readonly log: string; readonly key: string }): string =>
  `npx tribune verify --log ${service}/ledger/${log} --key ${quoted(key)}`;

export const sendCommand = (service: string): string =>
  `curl -H "authorization: Bearer $TRIBUNE_API_KEY" -H "content-type: application/x-ndjson" --data-binary @decisions.ndjson ${service}/v1/decisions`;

export const recordCommand = (service: string, system: string): string =>
  `npx tribune controls record workshop.yaml --system ${quoted(system)} --kind harm-workshop --server ${service}`;

export const rowsCommand = (service: string, request: string): string =>
  `npx tribune training fetch ${quoted(request)} --into ./retraining --server ${service}`;
