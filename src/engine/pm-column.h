/* SPDX-License-Identifier: GPL-3.0-or-later
 * The columns of the pixel table: names, units and meanings, described once for every reader, writer and view. Names and order are a
 * contract with other people's scripts.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PM_COLUMN_ID,
  PM_COLUMN_INDEX,
  PM_COLUMN_GROUP,
  PM_COLUMN_ROW,
  PM_COLUMN_COL,
  PM_COLUMN_X,
  PM_COLUMN_X_ERR,
  PM_COLUMN_Y,
  PM_COLUMN_Y_ERR,
  PM_COLUMN_XY_CORR,
  PM_COLUMN_COUPLING,
  PM_COLUMN_COUPLING_ERR,
  PM_COLUMN_GAIN,
  PM_COLUMN_PEAK,
  PM_COLUMN_PEAK_ERR,
  PM_COLUMN_S2N,
  PM_COLUMN_FWHM_MAJOR,
  PM_COLUMN_FWHM_MINOR,
  PM_COLUMN_ANGLE,
  PM_COLUMN_CHI2,
  PM_COLUMN_NOISE,
  PM_COLUMN_STATUS,
  PM_COLUMN_FLAGS,
  PM_COLUMN_MANUAL,
} PmColumn;

#define PM_N_COLUMNS (PM_COLUMN_MANUAL + 1)

typedef enum
{
  PM_COLUMN_TYPE_STRING,
  PM_COLUMN_TYPE_INT,
  PM_COLUMN_TYPE_DOUBLE,
  PM_COLUMN_TYPE_STATUS, /* a word: see PmPixelStatus */
  PM_COLUMN_TYPE_FLAGS,  /* letters: see PmPixelFlags */
  PM_COLUMN_TYPE_MANUAL, /* a word: see PmPixelManual */
} PmColumnType;

/* All strings are static. */
typedef struct
{
  const char  *name;
  const char  *unit;        /* as FITS and ECSV write it; "" for a pure number or text */
  PmColumnType type;
  const char  *datatype;    /* of ECSV: "string", "int32", "float64" */
  const char  *format;      /* printf format for people (never for files); NULL unless type is PM_COLUMN_TYPE_DOUBLE */
  const char  *description; /* one line */
} PmColumnInfo;

/* The description of a column; never NULL for a valid column. */
const PmColumnInfo *pm_column_info (PmColumn column);

/* The column of that exact name; FALSE, and *column untouched, if there is none. */
gboolean pm_column_from_name (const char *name, PmColumn *column);

G_END_DECLS
