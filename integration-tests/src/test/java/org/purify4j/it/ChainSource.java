package org.purify4j.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.purify4j.importers.npz.Npz;

/** Where the numbers of a chain come from. */
enum ChainSource {
  /** {@code chain/chains.py}, on 8×8 pixels. */
  OWN(8, 32) {
    @Override
    Path network() {
      return TestFiles.path("golden/improved-diffusion.pt");
    }

    @Override
    Path classifier() {
      return TestFiles.path("golden/chenyaofo-resnet.pt");
    }

    @Override
    List<Npz> arrays() {
      return List.of(Npz.open(TestFiles.path("chain/chains.npz")));
    }
  },

  /** The authors' classes, on 32×32 pixels; in addition, where the shared folder is. */
  AUTHORS(32, 64) {
    @Override
    Path network() {
      return SharedFiles.path("golden/improved-diffusion-unet.pt");
    }

    @Override
    Path classifier() {
      return SharedFiles.path("golden/chenyaofo-cifar10_resnet20.pt");
    }

    @Override
    List<Npz> arrays() {
      return List.of(
          Npz.open(SharedFiles.path("golden/sampler-chain.npz")),
          Npz.open(SharedFiles.path("golden/victim-guided-chain.npz")),
          Npz.open(SharedFiles.path("golden/chain-gradient.npz")));
    }
  };

  /** What the arrays are called in the authors' files. */
  private static final Map<String, String> NAMES =
      Map.of("victim_guided_trajectory", "trajectory", "reference_noise", "mse_reference_noise");

  private final int imageSize;
  private final int coarseChannels;

  ChainSource(int imageSize, int coarseChannels) {
    this.imageSize = imageSize;
    this.coarseChannels = coarseChannels;
  }

  /** A checkpoint of improved-diffusion's form. */
  abstract Path network();

  /** A classifier of chenyaofo's form. */
  abstract Path classifier();

  /** The files that hold the arrays; the caller closes them. */
  abstract List<Npz> arrays();

  /** Height and width of the images. */
  int imageSize() {
    return imageSize;
  }

  /** Channels of the network's second level. */
  int coarseChannels() {
    return coarseChannels;
  }

  /** The name of an array in these files. */
  String name(String name) {
    return this == OWN ? name : NAMES.getOrDefault(name, name);
  }
}
