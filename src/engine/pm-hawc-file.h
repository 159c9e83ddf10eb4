/* SPDX-License-Identifier: GPL-3.0-or-later
 * The structure of a raw HAWC+ file: header keywords, sample tables, and where their columns lie in a row.
 */
#pragma once

#include "pm-fits.h"
#include "pm-hawc-layout.h"
#include "pm-scan.h"

G_BEGIN_DECLS

/* Scalar columns, in units of the file. */
typedef enum
{
  PM_HAWC_TIMESTAMP,
  PM_HAWC_STATUS,
  PM_HAWC_RA,
  PM_HAWC_DEC,
  PM_HAWC_SIBS_VPA,
  PM_HAWC_TABS_VPA,
  PM_HAWC_CHOP_VPA,
  PM_HAWC_CHOP_R,
  PM_HAWC_CHOP_S,
  PM_HAWC_OBJECT_RA,
  PM_HAWC_OBJECT_DEC,
  PM_HAWC_N_SCALARS
} PmHawcScalar;

typedef struct
{
  int type;          /* cfitsio's TBYTE, TSHORT, TLONG (32 bit), TLONGLONG, TFLOAT, TDOUBLE; 0: the column is absent */
  gsize offset;      /* bytes from the start of the row */
  double scale, zero; /* value = zero + scale * stored */
} PmHawcColumn;

/* A column of 41 x 128 elements. */
typedef struct
{
  gboolean present;
  gsize offset;
  gsize row_stride, col_stride; /* in elements: 128 and 1, or 1 and 41 when TDIM is the other way round */
} PmHawcArray;

typedef struct
{
  int hdu;           /* 1 = primary */
  goffset start;     /* of the first row in the file */
  gsize n_rows, row_bytes;
  PmHawcColumn scalars[PM_HAWC_N_SCALARS];
  PmHawcArray samples /* int32 */, jumps /* int16 */;
} PmHawcTable;

typedef struct
{
  fitsfile *fits;
  int fd;            /* of the same file for direct reading; -1 if it is packed */
  GMutex lock;       /* of fits, for pm_hawc_file_read() */
  char *path;
  PmScanInfo info;
  PmHawcSubarraySet subarrays;
  double pixel_arcsec, sibs_x, sibs_y, chop_amplitude_arcsec;
  gboolean nonsidereal_keyword;
  GArray *tables;    /* of PmHawcTable */
  GPtrArray *warnings; /* of char *: defaults that were taken */
} PmHawcFile;

/* Opens a file and checks its structure; no sample is read. NULL and PM_ERROR_INPUT naming file, HDU and column or keyword on failure. */
PmHawcFile *pm_hawc_file_open (const char *path, const PmOptions *options, GError **error);
void        pm_hawc_file_close (PmHawcFile *self);

/* The memory in bytes that reducing a scan of that many frames takes besides samples and flags, which may lie in a file: as much as 16
 * channels and all frames of common modes need. */
guint64 pm_hawc_file_forecast (gsize n_frames);

/* Reads `length` bytes of the table from byte `at` of row `row` (counted from 0) on. Several threads may read at the same time; from a
 * packed file, which cfitsio unpacks, they read one after the other. Returns 0, or cfitsio's status. */
int pm_hawc_file_read (PmHawcFile *self, const PmHawcTable *table, gsize row, gsize at, gsize length, guint8 *bytes);

/* The value of a scalar column in a raw row; NAN if the column is absent. */
double pm_hawc_column_value (const PmHawcColumn *column, const guint8 *row);

const char *pm_hawc_scalar_name (PmHawcScalar scalar);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmHawcFile, pm_hawc_file_close)

G_END_DECLS
