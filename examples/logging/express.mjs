// An Express service that decides and logs every decision before it answers. `npm install express` first: it is no part of Tribune.
//   TRIBUNE_URL=http://127.0.0.1:8080 TRIBUNE_API_KEY=trb_... PORT=3000 node express.mjs
//   curl -H 'content-type: application/json' -d '{"subject":"case-4711","income":32000,"debts":2}' http://127.0.0.1:3000/decide
import process from 'node:process';
import express from 'express';
import { createDecisionClient, DecisionLogError } from 'tribune/client';

const {
  TRIBUNE_URL: url = 'http://127.0.0.1:8080',
  TRIBUNE_API_KEY: key = '',
  TRIBUNE_SPOOL: spool = './spool',
} = process.env;
const client = createDecisionClient({
  ...{ url, key, spool },
  onProblem: (problem) => console.error(problem.message),
  onOutcome({ id, error }) {
    if (error !== undefined) console.error(`decision ${id} was not stored: ${error.code}`);
  },
});

const CUTOFF = 0.5;

/** Stands for your model. */
const scoreOf = ({ income, debts }) => Math.min(1, Math.max(0, income / 50_000 - debts / 10));

const app = express();
app.use(express.json({ limit: '64kb' }));

app.post('/decide', async (request, response) => {
  const { subject, income, debts } = request.body ?? {};
  if (typeof subject !== 'string' || !Number.isFinite(income) || !Number.isFinite(debts)) {
    response.status(400).json({ error: 'give subject, income and debts as JSON' });
    return;
  }
  const inputs = { income, debts };
  const score = scoreOf(inputs);
  const outcome = score >= CUTOFF ? 1 : 0;
  // Express 5 passes a rejection on to the error handler below: no decision leaves that is not on record.
  const { id } = await client.log({ deployment: 'compas/prod', subject, inputs, score, outcome });
  response.json({ id, outcome });
});

// Four parameters make it an error handler.
app.use((error, _request, response, next) => {
  if (error instanceof DecisionLogError) {
    response.status(503).json({ error: 'the decision could not be recorded, so it was not made' });
  } else if (error.type === 'entity.parse.failed') {
    response.status(400).json({ error: 'give subject, income and debts as JSON' });
  } else {
    next(error);
  }
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`decides on http://127.0.0.1:${server.address().port}/decide`);
});

process.once('SIGTERM', async () => {
  server.close();
  await client.close();
});
