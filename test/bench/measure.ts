import type { Cpu, Place } from './place.ts';
import { peakRssOf } from './usage.ts';

export type Measured = {
  mails_per_second: number;
  seconds: number;
  /** CPU milliseconds a mail, user and system: the process measured, the servers it uses, and their sum. */
  cpu_ms_per_mail: Cpu & { all: number };
  peak_rss_mb: number;
};

/** Starts the clock; what it answers stops it. */
export function startMeasuring(place: Place, pid: number, count: number): () => Measured {
  const cpuBefore = place.cpu(pid);
  const began = performance.now();
  return () => {
    const seconds = (performance.now() - began) / 1000;
    const cpuAfter = place.cpu(pid);
    const perMail = (part: keyof Cpu) => rounded((cpuAfter[part] - cpuBefore[part]) / count);
    const cpu = {
      app: perMail('app'),
      postgres: perMail('postgres'),
      dovecot: perMail('dovecot'),
      sink: perMail('sink'),
    };
    return {
      mails_per_second: Math.round(count / seconds),
      seconds: rounded(seconds),
      cpu_ms_per_mail: { ...cpu, all: rounded(cpu.app + cpu.postgres + cpu.dovecot + cpu.sink) },
      peak_rss_mb: peakRssOf(pid),
    };
  };
}

export const rounded = (value: number): number => Math.round(value * 100) / 100;

export type Percentiles = { p50: number; p95: number };

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return { p50: at(0.5), p95: at(0.95) };
}
