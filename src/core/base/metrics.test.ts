import { describe, expect, it } from 'vitest';
import { byLabel, counter, histogram, observing, printMetrics } from './metrics.js';

describe('metrics', () => {
  it('prints a count with its head, and one without labels from the start', () => {
    const done = counter('done_total', 'What was done.');
    expect(printMetrics([done])).toBe('# HELP done_total What was done.\n# TYPE done_total counter\ndone_total 0\n');
    done.add(2);
    done.add(1);
    expect(printMetrics([done])).toContain('\ndone_total 3\n');
  });

  it('keeps counts apart by their labels, and escapes what labels hold', () => {
    const refused = counter('refused_total', 'Refused.', ['code', 'route']);
    refused.add(1, { route: '/a', code: 'x' });
    refused.add(1, { code: 'x', route: '/a' });
    refused.add(1, { code: '"\\\n', route: '/b' });
    const lines = printMetrics([refused]).split('\n');
    expect(lines).toContain('refused_total{code="x",route="/a"} 2');
    expect(lines).toContain('refused_total{code="\\"\\\\\\n",route="/b"} 1');
  });

  it('prints buckets that hold all below, the sum and the count', () => {
    const seconds = histogram('seconds', 'Time.', { labels: ['route'], edges: [1, 2] });
    for (const value of [0.5, 1, 1.5, 9]) seconds.observe(value, { route: '/a' });
    expect(printMetrics([seconds])).toBe(
      [
        '# HELP seconds Time.\n# TYPE seconds histogram',
        'seconds_bucket{route="/a",le="1"} 2',
        'seconds_bucket{route="/a",le="2"} 3',
        'seconds_bucket{route="/a",le="+Inf"} 4',
        'seconds_sum{route="/a"} 12',
        'seconds_count{route="/a"} 4\n',
      ].join('\n'),
    );
  });

  it('looks at a state once for all metrics over it, anew for each print', () => {
    let asked = 0;
    const state = observing(() => ({ n: ++asked, by: { main: 1, reads: 2 } }));
    const metrics = [
      state.gauge('n', 'N.', (s) => s.n),
      state.counter('again_total', 'N again.', (s) => s.n),
      state.gauge('by', 'By log.', (s) => byLabel('log', s.by), ['log']),
    ];
    expect(printMetrics(metrics)).toContain('\nagain_total 1\n');
    expect(printMetrics(metrics)).toContain('by{log="main"} 1\nby{log="reads"} 2\n');
    expect(asked).toBe(2);
  });

  it('refuses a name twice, and one that is none', () => {
    expect(() => printMetrics([counter('a', ''), counter('a', '')])).toThrow('the metric a is declared twice');
    expect(() => counter('tribune-a', '')).toThrow('no name of a metric');
  });
});
