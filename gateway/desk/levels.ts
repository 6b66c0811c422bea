/** Who works on a ticket, from the first line to senior engineering; what each level is there for. */
export const LEVELS = ['L1', 'L2', 'L3', 'L4'] as const;
export type Level = (typeof LEVELS)[number];

export const LEVEL_WORK: Readonly<Record<Level, { name: string; does: readonly string[] }>> = {
  L1: {
    name: 'Frontline support',
    does: ['Initial review', 'Known issues', 'Basic troubleshooting', 'Help with documentation'],
  },
  L2: {
    name: 'Technical support',
    does: ['Complex troubleshooting', 'Configuration', 'Verifying bugs', 'Advanced system knowledge'],
  },
  L3: {
    name: 'Engineering',
    does: ['Code-level investigation', 'Bug fixing', 'System architecture', 'Database problems'],
  },
  L4: {
    name: 'Senior engineering',
    does: ['Critical system failures', 'Data restoration', 'Security incidents', 'Major architectural issues'],
  },
};

/** The next level up; the last stays where it is. */
export const levelAbove = (level: Level): Level => LEVELS[LEVELS.indexOf(level) + 1] ?? 'L4';
