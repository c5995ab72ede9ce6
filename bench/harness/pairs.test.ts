import { expect, it } from 'vitest';
import { aMeasurement } from './a-measurement.ts';
import { FIGURES, measurePairs, medianFigure, ratiosOf } from './pairs.ts';
import { median } from './percentiles.ts';

const delivered = (deliveredPerSecond: number) => aMeasurement({ deliveredPerSecond });

it('limit and contender are measured in turn, one after the other', async () => {
  const order: string[] = [];
  const measureAs = (name: string) => async () => {
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
    return aMeasurement();
  };
  const pairs = await measurePairs(2, measureAs('limit'), measureAs('product'));
  expect(pairs).toHaveLength(2);
  const round = ['limit begins', 'limit ends', 'product begins', 'product ends'];
  expect(order).toEqual([...round, ...round]);
});

it('a run that fails ends the pairs', async () => {
  const fails = async () => {
    throw new Error('the product ended');
  };
  await expect(measurePairs(3, async () => aMeasurement(), fails)).rejects.toThrow('the product ended');
});

it('a disturbance that hits both programs of a pair leaves its ratio alone', () => {
  const pairs = [
    { limit: delivered(10_000), contender: delivered(7_000) },
    { limit: delivered(2_000), contender: delivered(1_400) },
    { limit: delivered(10_000), contender: delivered(7_000) },
  ];
  expect(ratiosOf(pairs, FIGURES.delivered)).toEqual([0.7, 0.7, 0.7]);
});

it('the median of ratios is taken pair by pair, not from the medians of the programs', () => {
  const pairs = [
    { limit: delivered(10_000), contender: delivered(5_000) },
    { limit: delivered(4_000), contender: delivered(3_600) },
    { limit: delivered(8_000), contender: delivered(6_400) },
  ];
  expect(median(ratiosOf(pairs, FIGURES.delivered))).toBe(0.8);
  const limit = medianFigure(
    pairs.map((pair) => pair.limit),
    FIGURES.delivered,
  );
  const contender = medianFigure(
    pairs.map((pair) => pair.contender),
    FIGURES.delivered,
  );
  expect(contender / limit).toBe(0.625);
});
