// A service that decides and logs every decision before it answers. Plain node:http; express.mjs does it with Express.
//   TRIBUNE_URL=http://127.0.0.1:8080 TRIBUNE_API_KEY=trb_... PORT=3000 node server.mjs
//   curl -d '{"subject":"case-4711","income":32000,"debts":2}' http://127.0.0.1:3000/decide
import { createServer } from 'node:http';
import process from 'node:process';
import { createDecisionClient, DecisionLogError } from 'tribune/client';

const {
  TRIBUNE_URL = 'http://127.0.0.1:8080',
  TRIBUNE_API_KEY: key = '',
  TRIBUNE_SPOOL: spool = './spool',
} = process.env;
const client = createDecisionClient({
  url: TRIBUNE_URL,
  key,
  // What was decided but not yet accepted survives a crash of this process and goes out at its next start.
  spool,
  onProblem: (problem) => console.error(problem.message),
  onOutcome({ id, error }) {
    // Also of records that an earlier process left in the spool: nobody waits for those.
    if (error !== undefined) console.error(`decision ${id} was not stored: ${error.code}`);
  },
});

const CUTOFF = 0.5;
const MAX_BODY = 65_536;

/** Stands for your model. */
const scoreOf = ({ income, debts }) => Math.min(1, Math.max(0, income / 50_000 - debts / 10));

async function decide(request) {
  const { subject, income, debts } = JSON.parse(await bodyOf(request));
  if (typeof subject !== 'string' || !Number.isFinite(income) || !Number.isFinite(debts)) throw new SyntaxError();
  const score = scoreOf({ income, debts });
  const outcome = score >= CUTOFF ? 1 : 0;
  // Awaited: nobody is told a decision that is not on record. It costs one round trip, shared with all that decide meanwhile.
  const { id } = await client.log({ deployment: 'compas/prod', subject, inputs: { income, debts }, score, outcome });
  return { id, outcome };
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_BODY) throw new SyntaxError();
  }
  return text;
}

function refusalOf(error) {
  if (error instanceof SyntaxError) return [400, { error: 'give subject, income and debts as JSON' }];
  if (error instanceof DecisionLogError)
    return [503, { error: 'the decision could not be recorded, so it was not made' }];
  throw error;
}

const server = createServer(async (request, response) => {
  const [status, body] = await decide(request).then(
    (decision) => [200, decision],
    (error) => refusalOf(error),
  );
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
});

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`decides on http://127.0.0.1:${server.address().port}/decide`);
});

process.once('SIGTERM', async () => {
  server.close();
  await client.close();
});
