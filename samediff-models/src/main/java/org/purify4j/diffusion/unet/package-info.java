/** The families of U-Nets: a record of hyper-parameters each, which describes its network. */
package org.purify4j.diffusion.unet;
