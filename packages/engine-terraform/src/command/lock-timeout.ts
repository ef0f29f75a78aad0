/**
 * The state has one user at a time by Waybill's lease. The lock of an earlier process of the same run is let go
 * by the kernel when that process ends, which may be a moment after its group looked empty.
 */
export const lockTimeout = '-lock-timeout=10s'
